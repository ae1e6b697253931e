"""What others find of a commitment, for the sweeps over every address and every list: one row of each kind."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from commitments.changes.actions import recommend, record_change
from commitments.models import Assessor, Commitment, Plan
from commitments.reviews.actions import Verdict, publish_assessment, record_assessment
from participation.asks.actions import submit_ask
from participation.models import Person
from tests.commitments.reviews.help import make_commitment, make_plan
from tests.personas import NOW


def judge(world: Any, n: int = 0, person: Person | None = None) -> None:
    """Review the latest commitment, recommend, put down what changed, observe and report; the first is kept by name."""
    carla, ana = world.people["carla"], person or world.people["ana"]
    row: Commitment = Commitment.objects.order_by("-pk").first() or make_commitment(make_plan())
    first = getattr(world, "reviewed", None)
    commitment = first.commitment if first else row
    verdicts = [
        Verdict(
            "completion", "limited", commitment, rationale=world.says("Falta la mitad"), as_said=world.says("A medias")
        ),
        Verdict(
            "analysis", "", commitment, rationale=world.says("Un análisis"), footnotes=[{"text": world.says("Nota")}]
        ),
    ]
    told: dict[str, Any] = {
        "plan": row.plan, "scheme": "irm-2020", "phase": "end", "assessor_name": world.says("IRM"), "by": carla, "at": NOW,
        "source": world.says("Biblioteca"), "summary": world.says("En breve"), "values": verdicts,
    }  # fmt: skip
    draft = record_assessment(title=world.says(f"Borrador {n}"), **told)
    unsaid = recommend(assessment=draft, text=world.says(f"Por decir {n}"), by=carla, at=NOW)
    review = record_assessment(title=world.says(f"Informe {n}"), **told)
    advice = recommend(
        assessment=review, text=world.says(f"Publicar el padrón {n}"), commitment=commitment, addressed_to=world.says("Comité"),
        institution=commitment.plan.component.process.institution, by=carla, at=NOW,
    )  # fmt: skip
    review = publish_assessment(assessment=review, by=carla, at=NOW)
    change = record_change(
        commitment=commitment, kind="regulation", title=world.says(f"Reglamento {n}"), text=world.says("Sesiones en línea"),
        in_force_on=date(2026, 1, 1), legal_reference=world.says("Gaceta 14"), recommendation=advice, by=carla, at=NOW,
    )  # fmt: skip
    Plan.objects.filter(pk=row.plan_id).update(state="published", published_at=NOW)  # observations need one
    seen, wrong = (
        submit_ask(
            kind=kind, place=Commitment.objects.get(pk=commitment.pk).subject, title=world.says(f"La obra está parada {n}"),
            body=world.says("Desde mayo"), by=ana, at=NOW,
        )
        for kind in ("observation", "correction")
    )  # fmt: skip
    Plan.objects.filter(pk=row.plan_id).update(state="draft", published_at=None)
    session = world.encounter
    assessor = Assessor.objects.create(
        forum=world.forum, session=session, plan=row.plan, person=ana, name=world.says("Observatorio"), since=NOW.date(),
        conflict=world.says("Ninguno"), appointed_by=carla, appointed_at=NOW,
    )  # fmt: skip
    if first is None:
        world.reviewed = SimpleNamespace(
            commitment=commitment, component=row.plan.component, plan=row.plan, draft=draft, review=review, advice=advice,
            unsaid=unsaid, change=change, seen=seen, wrong=wrong, assessor=assessor, value=review.values.first(),
            scale=review.scheme.variables.exclude(scale=None).first().scale.first(),
        )  # fmt: skip
