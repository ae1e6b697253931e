"""Templates create exactly the phases that are expected, in both languages, ready to publish."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError

from participation.access.verdict import ActDenied
from participation.models import Person
from processes import actions, templates_catalogue
from processes.models import Process
from processes.policies import open_on
from processes.review import errors_of, review
from tests.factories import make_institution, make_proposal
from tests.personas import NOW

PHASES = {
    "plan_municipal": [
        "Difusión",
        "Foros",
        "Propuestas",
        "Revisión",
        "Mesas de trabajo",
        "Aprobación en cabildo",
        "Publicación en gaceta",
    ],
    "gobierno_abierto": [
        "Preparación (preconstitutiva)",
        "Constitución",
        "Diseño del plan",
        "Operación",
        "Institucionalización de los cambios",
    ],
    "buzon": ["Recepción permanente"],
}


@pytest.mark.parametrize("name", sorted(PHASES))
def test_a_template_makes_its_phases(carla: Person, name: str) -> None:
    process = actions.create_from_template(
        template=name,
        title="Nuestro plan",
        starts_on=date(2026, 12, 1),
        by=carla,
        at=NOW,
        institution=make_institution(),
    )
    phases = list(process.phases.order_by("position"))
    assert [phase.title for phase in phases] == PHASES[name]
    assert process.title == "Nuestro plan"
    assert phases[0].opens_at.isoformat() == "2026-12-01T06:00:00+00:00"
    for earlier, later in pairwise(phases):
        assert earlier.closes_at == later.opens_at
    assert all(phase.translations["en"]["title"] for phase in phases)
    assert not errors_of(review(process, at=NOW))
    if name == "gobierno_abierto":
        assert all(phase.objective and phase.strategies and phase.products for phase in phases)
    actions.publish_process(process=process, by=carla, at=NOW, accept_warnings=True)


def test_the_plan_opens_proposals_in_its_third_phase(carla: Person) -> None:
    process = actions.create_from_template(
        template="plan_municipal", title="Plan", starts_on=date(2026, 12, 1), by=carla, at=NOW
    )
    third = process.phases.get(position=3)
    inside = {item.act.name for item in open_on(process, third.opens_at)}
    assert inside == {"propose", "support", "comment"}
    assert open_on(process, third.closes_at) == []
    assert open_on(process, third.opens_at - timedelta(40)) == []


def test_a_template_is_offered_only_where_its_kinds_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    assert {t.name for t in templates_catalogue.offered_templates()} >= set(PHASES)
    monkeypatch.setattr(templates_catalogue, "all_kinds", list)
    assert templates_catalogue.offered_templates() == []
    with pytest.raises(KeyError):
        templates_catalogue.get_template("buzon")


@pytest.mark.parametrize(
    ("name", "day"), [("nada", date(2026, 1, 1)), ("buzon", date(1999, 1, 1)), ("buzon", date(9999, 1, 1))]
)
def test_strange_input_is_refused(carla: Person, name: str, day: date) -> None:
    with pytest.raises(ValidationError):
        actions.create_from_template(template=name, title="x", starts_on=day, by=carla, at=NOW)
    assert not Process.objects.exists()


def test_citizens_do_not_begin_processes(ana: Person) -> None:
    with pytest.raises(ActDenied):
        actions.create_from_template(template="buzon", title="x", starts_on=date(2026, 1, 1), by=ana, at=NOW)
    assert not Process.objects.exists()


def test_a_duplicate_moves_dates_and_leaves_contributions_behind(carla: Person) -> None:
    process = actions.create_from_template(
        template="plan_municipal",
        title="Plan 2027",
        starts_on=date(2026, 3, 1),
        by=carla,
        at=NOW,
        institution=make_institution(),
        time_zone="America/Tijuana",
    )
    make_proposal(process.components.get(kind="proposals"))
    copy = actions.duplicate_process(process=process, title="Plan 2028", starts_on=date(2027, 3, 1), by=carla, at=NOW)
    assert (copy.state, copy.slug) == ("draft", "plan-2028")
    first, old = copy.phases.get(position=1), process.phases.get(position=1)
    assert first.opens_at - old.opens_at == timedelta(365)
    assert copy.phases.count() == 7
    assert copy.components.count() == 2
    call = copy.components.get(kind="proposals")
    assert call.proposals.count() == 0
    assert call.openings.count() == 5
