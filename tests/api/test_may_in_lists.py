"""The ``may`` of every row of a list is that of the row's own address, and costs the same for one row and for many."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from participation.asks.actions import submit_ask
from participation.models import Person, Response, Subject, Verification
from participation.reuses.actions import publish_reuse, submit_reuse
from processes.models import Component
from proposals.models import Proposal, Support
from tests.api.conftest import Api
from tests.factories import (
    make_call,
    make_comment,
    make_component,
    make_institution,
    make_phase,
    make_process,
    make_proposal,
    make_territory,
)
from tests.personas import NOW, make_person, official

pytestmark = pytest.mark.django_db
LISTS = (
    "processes",
    "phases",
    "components",
    "proposals",
    "comments",
    "responses",
    "territories",
    "institutions",
    "subjects",
    "questions",
    "datarequests",
    "reuses",
)
ONE = {"supports_per_person": 1, "proposals_per_person": 1}
VERIFIED = [{"kind": "verified"}]


def supported(proposal: Proposal, person: Person) -> None:
    """Write a support down."""
    Support.objects.create(proposal=proposal, component=proposal.component, person=person, at=NOW)


def make_questions(**rules: object) -> Component:
    """Make an activity of questions, open now."""
    component = make_component(make_process(), "questions", settings=rules)
    make_phase(component.process, acts={component: ["ask", "join", "comment"]})
    return component


def told(editor: Person, *people: Person, **rules: object) -> None:
    """Have each ask a question and for data, and tell of a re-use."""
    for person in people:
        asked = {"institution": make_institution(), "by": person, "at": NOW, "title": "¿Cuándo abren el parque nuevo?"}
        submit_ask(kind="question", place=make_questions(**rules).subject, **asked)
        submit_ask(kind="datarequest", **asked)
        reuse = submit_reuse(
            title="Mapa", description="Enseña qué calles están a oscuras.", link="https://mapa.example.org/", kind="chart", datasets=["proposals"],
            by=person, at=NOW,
        )  # fmt: skip
        publish_reuse(reuse=reuse, by=editor, at=NOW)


def scene(ana: Person, bruno: Person, twin: Person) -> None:
    """Make one row for each reason that a verdict can have."""
    far = make_territory("Lejos")
    everybody, closed = make_call(), make_call(acts=("propose",))
    limited, lived_in = make_call(**ONE), make_call(who_may_support=[{"kind": "territory", "territory": far.pk}])
    voice = make_call(**ONE, **dict.fromkeys(("who_may_propose", "who_may_support", "who_may_comment"), VERIFIED))
    adults = make_call(who_may_comment=[{"kind": "age", "minimum": 99}])
    for call in (everybody, closed, limited, lived_in, voice, adults):
        for author in (ana, bruno):
            make_comment(make_proposal(call, author=author).subject, author=ana)
    for call, person in ((limited, ana), (voice, twin), (everybody, bruno)):
        supported(make_proposal(call), person)
    mine = make_proposal(everybody, author=ana)
    supported(mine, bruno)
    make_proposal(everybody, author=ana, state="answered")
    make_proposal(everybody, author=ana, at=NOW - timedelta(days=2))
    old = make_comment(mine.subject, author=ana, at=NOW - timedelta(hours=1))
    make_comment(mine.subject, author=bruno, parent=make_comment(mine.subject, author=ana, parent=old))
    make_comment(everybody.process.subject, author=bruno)
    told(official("Editora", "steward"), ana, bruno, per_person=1)
    for rules in ({}, {"who_may_comment": VERIFIED}):
        debate = make_component(make_process(), "debate", settings=rules)
        make_phase(debate.process, acts={debate: ["comment"]})
    make_questions(**dict.fromkeys(("who_may_ask", "who_may_join", "who_may_comment"), VERIFIED))
    Response.objects.create(subject=mine.subject, owed_since=NOW)
    hidden, _shown = make_institution(), make_institution()
    Subject.objects.filter(pk=hidden.subject_id).update(state="hidden")
    below = make_call()
    for subject in (below.process.subject, below.subject, make_proposal(below).subject):
        Subject.objects.filter(pk=subject.pk).update(ancestors=[hidden.subject_id, *subject.ancestors])


@pytest.fixture
def people(ana: Person, bruno: Person, carla: Person) -> dict[str, Person]:
    """A verified person with another account of theirs, one who is not, an official, a newcomer, a blocked one."""
    verification = Verification.objects.get(person=ana)
    twin = make_person("Gemela")
    # The other account of the same identity was verified before, and counts as hers.
    Verification.objects.create(
        person=twin, identity=verification.identity, key=verification.key, method="counter",
        confirmed={"counter": None}, at=NOW, revoked_at=NOW,
    )  # fmt: skip
    for person in (ana, bruno, carla):
        Person.objects.filter(pk=person.pk).update(joined_at=NOW - timedelta(days=9))
    ana.refresh_from_db()
    blocked = make_person("Bloqueada", blocked_at=NOW)
    scene(ana, bruno, twin)
    return {"ana": ana, "bruno": bruno, "carla": carla, "newcomer": make_person("Nueva"), "blocked": blocked}


def caller(person: Person) -> Api:
    """Return a program of theirs."""
    return Api(person)


@pytest.mark.parametrize("who", ["ana", "bruno", "carla", "newcomer", "blocked"])
def test_each_row_says_what_its_own_address_says(people, who, settings):
    settings.AZOTEA_MODERATION = {**settings.AZOTEA_MODERATION, "new_proposals": 0}
    program = caller(people[who])
    codes = set()
    for name in LISTS:
        for row in program.get(f"{name}/", limit=100).json()["results"]:
            detail = program.get(f"{name}/{row['id']}/").json()
            assert row == detail, (name, row["id"])
            codes |= {verdict["code"] for verdict in row["may"].values()}
    expected = {
        "ana": {
            None, "support_limit", "proposal_limit", "identity_supports", "has_supports", "not_open", "not_author",
            "answered", "edit_window_over", "window_closed", "too_deep", "too_young", "ask_limit",
        },
        "bruno": {None, "not_author", "not_verified"},
        "carla": {None, "not_author", "not_verified"},
        "newcomer": {None, "new_account"},
        "blocked": {None, "blocked"},
    }  # fmt: skip
    assert expected[who] <= codes


def test_strangers_get_the_rows_as_they_were(people, api):
    for name in LISTS:
        (row, *_more) = api.get(f"{name}/").json()["results"]
        assert "may" not in row


@pytest.mark.parametrize("many", [1, 12])
def test_it_costs_the_same_for_one_row_and_for_many(ana, many):
    """The key, the limit, the rows; then what lies above, the calls, their clock, the person, the places, figures."""
    far, editor = make_territory("Lejos"), official("Editora", "steward")
    rules = {"who_may_support": [{"kind": "territory", "territory": far.pk}], "who_may_comment": VERIFIED, **ONE}
    for number in range(many):
        proposal = make_proposal(make_call(**rules), author=ana)
        make_comment(proposal.subject, author=ana)
        make_institution()
        Response.objects.create(subject=proposal.subject, owed_since=NOW)
        told(editor, make_person(f"Vecina {number}"), per_person=1)
    program = Api(ana)
    program.get("phases/")  # the first use of a key on a day is noted
    found: dict[str, int] = {}
    for name in LISTS:
        with CaptureQueriesContext(connection) as queries:
            rows = program.get(f"{name}/", limit=100).json()["results"]
        assert len(rows) >= (1 if name == "territories" else many)
        assert all("may" in row for row in rows)
        found[name] = len(queries)
    assert found == {
        "processes": 3, "phases": 3, "components": 10, "proposals": 9, "comments": 8, "responses": 3, "territories": 3,
        "institutions": 3, "subjects": 16, "questions": 7, "datarequests": 5, "reuses": 3,
    }  # fmt: skip


def test_a_component_says_what_the_caller_may_do(api, as_ana, people):
    call = make_call(**ONE)
    make_phase(call.process)
    assert api.get(f"components/{call.pk}/").json()["may"]["propose"]["code"] == "not_signed_in"
    assert as_ana.get(f"components/{call.pk}/").json()["may"]["propose"]["allowed"] is True
    make_proposal(call, author=people["ana"])
    may = as_ana.get(f"components/{call.pk}/").json()["may"]
    assert {act: verdict["code"] for act, verdict in may.items()} == {
        "propose": "proposal_limit", "support": None, "comment": None,
    }  # fmt: skip
