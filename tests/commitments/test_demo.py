"""Real plans as the demonstration brings them: nothing lost, nothing invented, each source beside the others."""

import json

import pytest

from commitments.demo import usa
from commitments.demo.mexico import DATA, bring_mexico
from commitments.models import AssessmentValue, Commitment, CommitmentActor, Plan
from participation.models import Action, Evidence, Person, ProgressUpdate
from tests.commitments.test_pages import page
from tests.personas import NOW

pytestmark = pytest.mark.django_db


def test_mexico_with_the_counts_of_its_government_and_of_the_irm(carla: Person) -> None:
    bring_mexico(by=carla, at=NOW)
    first, second, fourth = Plan.objects.order_by("ordinal")
    assert [plan.commitments.count() for plan in (first, second, fourth)] == [37, 26, 1]
    assert {plan.state for plan in (first, second, fourth)} == {"archived"}
    told = {row["label"]: row["count"] for row in first.tallies.get().rows}
    assert told == {"completos": 20, "en progreso": 14, "no iniciados": 2, "no es claro": 1}

    def coded(plan: Plan, variable: str) -> dict[str, int]:
        found = AssessmentValue.objects.filter(assessment__plan=plan, variable__code=variable)
        codes = [row.value.code if row.value else row.as_said for row in found.select_related("value")]
        return {code: codes.count(code) for code in sorted(codes)}

    assert coded(first, "completion") == {"NA": 1, "complete": 16, "limited": 8, "not_started": 3, "substantial": 9}
    assert coded(second, "completion") == {"complete": 5, "limited": 8, "substantial": 13}
    assert coded(second, "impact") == {"minor": 20, "moderate": 6}
    row = Commitment.objects.get(code="MX0087")
    leads = list(row.actors.filter(role="lead").order_by("position").values_list("name", flat=True))
    assert leads[2:] == ["Gesoc, Agencia para el Desarrollo, AC (GESOC)", "Nosotr@s por la democracia AC"]
    shown = page(f"/compromisos/{row.pk}/")
    record = json.loads((DATA / "mx0087.json").read_text(encoding="utf-8"))
    for words in (
        "DOF, 20 de marzo de 2025", "al finalizar el sexenio", "Estudio de las condiciones de apertura",
        "Mirando hacia adelante", "16.10", "NOSC y NOSCA", "extinguida",
    ):  # fmt: skip
        assert words in shown, words
    for text in (record["record"]["problem"], record["record"]["additional_info"]):
        assert all(part.strip()[:80] in shown.replace("&quot;", '"') for part in text.split("\n") if len(part) > 80)
    names = set(CommitmentActor.objects.values_list("name", flat=True))
    for name in ("Secretaría de Hacienda y Crédito Público", "Artículo 19", "GESOC", "Transparencia Mexicana"):
        assert name in names, name
    assert not [name for name in names if "\n" in name or "esponsable" in name]
    table = page(first.component.subject.path)
    assert "Según la cuenta de el gobierno" not in table
    assert "completos: <strong" in table


def test_the_united_states_with_their_progress_and_evidence(carla: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = usa._read  # six of the thirty-six: all of them take ten seconds
    monkeypatch.setattr(usa, "_read", lambda name: [row for row in whole(name) if row["commitment_id"] <= "US0118"])
    usa.bring_usa(by=carla, at=NOW)
    plan = Plan.objects.get()
    steps = Action.objects.filter(followed__commitment__plan=plan, parent__isnull=False)
    states = [row.state for row in steps.with_state(NOW)]  # type: ignore[attr-defined]
    assert (plan.commitments.count(), steps.count()) == (6, 17)
    assert {state: states.count(state) for state in sorted(set(states))} == {
        "done": 7,
        "under_way": 8,
        "unproven": 2,
    }
    assert (ProgressUpdate.objects.count(), Evidence.objects.count()) == (34, 32)
    assert Evidence.objects.filter(url__contains="https:https").count() == 0
