"""Whatever is sent to the API is answered by its rules: no 500, problems in one form, nothing written by accident."""

import json
from urllib.parse import quote

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from participation.models import Event
from tests.api.test_schema import COMMITTED
from tests.factories import make_call, make_comment, make_proposal

pytestmark = pytest.mark.django_db
SCHEMA = yaml.safe_load(COMMITTED.read_text())
READS = [(path, operation["get"]) for path, operation in SCHEMA["paths"].items() if "get" in operation]
WRITES = [(method, path) for path, operation in SCHEMA["paths"].items() for method in operation if method != "get"]
STRANGE = st.one_of(
    st.text(max_size=40),
    st.integers().map(str),
    st.floats().map(str),
    st.just("9" * 30),
    st.just("\x00"),
    st.just("%"),
    st.sampled_from(
        ["2026-13-40T99:00:00Z", "true", "null", "[]", "' OR 1=1 --", "<script>", "W10", "../../etc", "-0", "١"]
    ),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)
MEMBERS = st.sampled_from(
    [
        "subject",
        "text",
        "stance",
        "parent",
        "lang",
        "component",
        "title",
        "body",
        "territory",
        "latitude",
        "longitude",
        "tags",
        "address",
    ]
)
SHORT = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


@pytest.fixture(autouse=True)
def _without_limits(settings):
    settings.AZOTEA_API_RATES = dict.fromkeys(settings.AZOTEA_API_RATES, "1000000/min")


def ruled(response):
    """Check that an answer follows the rules."""
    assert response.status_code < 500, response.content[:300]
    if response.status_code >= 400:
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["status"] == response.status_code
        json.dumps(response.json())


@SHORT
@given(data=st.data())
def test_reading_anything(api, data):
    path, operation = data.draw(st.sampled_from(READS))
    if path == "/api/v1/":
        return
    known = [one["name"] for one in operation.get("parameters", []) if one["in"] == "query"]
    names = st.sampled_from(known) | st.text(max_size=8) if known else st.text(max_size=8)
    query = data.draw(st.dictionaries(names, STRANGE, max_size=3))
    pk = data.draw(st.integers(min_value=0, max_value=10**22).map(str) | STRANGE.map(lambda text: quote(text, safe="")))
    address = path.replace("{id}", pk or "0")
    parts = [
        f"{quote(name, safe='', errors='replace')}={quote(value, safe='', errors='replace')}"
        for name, value in query.items()
    ]
    ruled(api.client.get(f"{address}?{'&'.join(parts)}"))


@SHORT
@given(data=st.data())
def test_writing_anything(as_ana, data):
    call = make_call()
    proposal = make_proposal(call)
    make_comment(proposal.subject)
    method, path = data.draw(st.sampled_from(WRITES))
    body = data.draw(
        JSON | st.dictionaries(MEMBERS, JSON | st.just(proposal.subject_id) | st.just(call.pk), max_size=8)
    )
    pk = data.draw(st.sampled_from([proposal.pk, proposal.subject_id, 0, 10**17]))
    before = Event.objects.count()
    raw = json.dumps(body)
    response = getattr(as_ana.client, method)(
        path.replace("{id}", str(pk)), raw, content_type="application/json", headers=as_ana.headers
    )
    ruled(response)
    if response.status_code >= 400:
        assert Event.objects.count() == before
