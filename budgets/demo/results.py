"""The count of the demonstration's closed budget, published by two officials; a real election where one is at hand."""

from datetime import timedelta

from django.conf import settings

from budgets.demo.structure import Prepared
from budgets.models import Contest
from budgets.models.counting import RunState
from budgets.results.actions.counts import claim_count, finish_count, propose_result, publish_result, request_count
from budgets.results.actions.importing import import_election
from budgets.results.counting import counted
from participation.access.actions import grant_role
from participation.access.models import RoleKind
from participation.models import Person
from proposals.demo.voices import Voices

COUNTED = 80  # days ago
ASSEN = "Netherlands_Assen_2024.pb"  # small, and full of ties


def decide(voices: Voices, prepared: Prepared) -> None:
    """Count the closed budget and publish the result; nothing where its vote is not closed."""
    contest = Contest.objects.for_page().get(pk=prepared.contest.pk)
    if contest.vote is None or not contest.vote.is_closed:
        return
    by, at = voices.context.by, voices.context.moment(COUNTED)
    run = request_count(contest=contest, by=by, at=at)
    claimed = claim_count(at=at)
    if claimed is None or claimed.pk != run.pk:
        return
    finish_count(run=claimed, found=counted(claimed, lambda _runs: None), at=at + timedelta(minutes=1))
    run.refresh_from_db()
    if run.state != RunState.DONE or run.ties:
        return
    propose_result(run=run, by=by, at=at + timedelta(hours=1))
    second = Person.objects.filter(name="Claudia Montes").first()
    if second is None or second == by:
        return
    grant_role(
        person=second, kind=RoleKind.STEWARD, scope=contest.budget.component.process.subject, by=by,
        at=at + timedelta(hours=2),
    )  # fmt: skip
    publish_result(run=run, by=second, at=at + timedelta(hours=3))


def show_a_real_one(voices: Voices) -> None:
    """Bring in one real election, where the folder of such files is present: they may not be shipped."""
    file = settings.AZOTEA_PABULIB / ASSEN
    if file.is_file():
        import_election(
            text=file.read_text(encoding="utf-8-sig"), at=voices.context.moment(10), title="Assen 2024",
            source="Pabulib (pabulib.org), Netherlands_Assen_2024.pb", is_sample=True,
        )  # fmt: skip
