"""Each rule of a call, set in the officials' form, is what citizens meet afterwards."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from participation.access.verdict import ActDenied
from participation.models import Person
from processes.models import Component
from proposals import actions
from proposals.models import Proposal
from tests.factories import make_call, make_proposal, make_territory
from tests.personas import client_of

pytestmark = pytest.mark.django_db
TITLE, BODY = (
    "Luz en la calle Juárez",
    "De noche no se ve nada y la gente tiene miedo de pasar. Pedimos luz en las dos banquetas y en la parada.",
)


@pytest.fixture
def call() -> Component:
    """A call whose acts are open."""
    return make_call(at=timezone.now())


def set_rules(call: Component, by: Person, **changes: Any) -> Component:
    """Send the page of a call's texts and settings with changes, as an official does; return the call anew."""
    client: Client = client_of(by)
    path = reverse("admin:processes_process_component", args=[call.process.pk, call.pk])
    sent: dict[str, Any] = {}
    context = client.get(path).context
    for form in (context["form"], context["settings"]):
        for field in form:
            value = field.value()
            if value is not None and value is not False and value not in ("", []):
                sent[field.html_name] = value
    sent |= {f"ajustes-who_may_{what}_kind": "registered" for what in ("propose", "support")}
    response = client.post(path, sent | {f"ajustes-{name}": value for name, value in changes.items()})
    assert response.status_code == 302, [response.context[name].errors for name in ("form", "settings")]
    return Component.objects.get(pk=call.pk)


def propose(call: Component, by: Person, **fields: Any) -> Proposal:
    values = {"title": TITLE, "body": BODY, **fields}
    return actions.submit_proposal(component=call, by=by, at=timezone.now(), **values)


def test_a_limit_per_person(call: Component, carla: Person, bruno: Person) -> None:
    call = set_rules(call, carla, proposals_per_person=1)
    propose(call, bruno)
    with pytest.raises(ActDenied):
        propose(call, bruno, title="Otra cosa muy distinta")
    assert Proposal.objects.filter(author=bruno).count() == 1


def test_a_limit_of_supports(call: Component, carla: Person, bruno: Person) -> None:
    call = set_rules(call, carla, supports_per_person=1)
    one, two = make_proposal(call, at=timezone.now()), make_proposal(call, at=timezone.now())
    actions.support_proposal(proposal=one, by=bruno, at=timezone.now())
    with pytest.raises(ActDenied):
        actions.support_proposal(proposal=two, by=bruno, at=timezone.now())


def test_moderation_before(call: Component, carla: Person, bruno: Person) -> None:
    call = set_rules(call, carla, moderation="before")
    proposal = propose(call, bruno)
    assert proposal.state == "pending"
    assert Client().get(proposal.get_absolute_url()).status_code == 404
    call = set_rules(call, carla, moderation="after")
    assert propose(call, bruno, title="Otra cosa muy distinta").state == "published"


def test_a_territory_is_required(call: Component, carla: Person, bruno: Person) -> None:
    from django.core.exceptions import ValidationError

    call = set_rules(call, carla, territory_required="on")
    with pytest.raises(ValidationError) as refused:
        propose(call, bruno)
    assert "territory" in refused.value.message_dict
    assert propose(call, bruno, territory=make_territory("Centro")).state == "published"


@pytest.mark.parametrize(
    ("rule", "value", "wrong"),
    [("title_min", 40, "title"), ("title_max", 12, "title"), ("body_min", 500, "body"), ("body_max", 100, "body")],
)
def test_lengths(rule: str, value: int, wrong: str, call: Component, carla: Person, bruno: Person) -> None:
    from django.core.exceptions import ValidationError

    call = set_rules(call, carla, **{rule: value})
    with pytest.raises(ValidationError) as refused:
        propose(call, bruno)
    assert list(refused.value.message_dict) == [wrong]
    assert Proposal.objects.count() == 0


def test_who_may_propose_and_support(call: Component, carla: Person, ana: Person, bruno: Person) -> None:
    call = set_rules(call, carla, who_may_propose_kind="verified", who_may_support_kind="verified")
    assert call.settings["who_may_propose"] == [{"kind": "verified"}]
    with pytest.raises(ActDenied):
        propose(call, bruno)
    proposal = propose(call, ana)
    with pytest.raises(ActDenied):
        actions.support_proposal(proposal=proposal, by=bruno, at=timezone.now())
    assert "Quién puede proponer" in Client().get(call.subject.path).content.decode()


def test_a_minimum_is_shown(call: Component, carla: Person) -> None:
    call = set_rules(call, carla, threshold=25, answer_rule="threshold")
    assert "El mínimo es de 25 respaldos" in Client().get(call.subject.path).content.decode()
