"""Pages of independent review: read by anybody, written by assessors, refused to everybody else."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from commitments.models import Assessment, AssessmentValue, Assessor
from commitments.reviews import actions
from commitments.reviews.actions import Verdict
from participation.models import Person
from tests.commitments.reviews.help import make_assessor, make_commitment, make_plan, write
from tests.personas import NOW, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.urls("config.urls")]


@pytest.fixture(autouse=True)
def _today(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def test_everybody_reads_an_assessment_beside_what_it_judges(carla: Person, client: Client) -> None:
    """The list, the page with its source, and the panel on the commitment: verdict, reasons, notes, nothing to press."""
    plan = make_plan()
    commitment = make_commitment(plan)
    notes = [{"mark": "77", "text": "30 de 32 estados"}]
    verdicts = [
        Verdict("completion", "substantial", commitment, rationale="Faltó <script>difundir</script>.", footnotes=notes),
        Verdict("results", "", commitment, as_said="Moderado"),
        Verdict("verifiable", "", commitment),
    ]
    row = actions.publish_assessment(assessment=write(plan, carla, verdicts), by=carla, at=NOW)
    listed = client.get(reverse("reviews:list")).content.decode()
    assert "Informe de resultados" in listed
    page = client.get(row.get_absolute_url()).content.decode()
    for words in ("Sustancial", "Moderado", "[77]", "30 de 32 estados", "en blanco", "IRM", "&lt;script&gt;difundir"):
        assert words in page, words
    assert "<script>difundir" not in page
    assert "csrf" not in page


def test_an_assessor_writes_in_the_browser(carla: Person) -> None:
    """Declaration, document, verdicts, publication: each a page, and what is refused stays typed."""
    plan = make_plan()
    commitment = make_commitment(plan)
    assessor = make_assessor(plan, carla, declared=False)
    browser = client_of(assessor.person)
    assert "Observatorio" not in browser.get(reverse("reviews:desk")).content.decode()
    begin = reverse("reviews:begin", args=[plan.pk])
    assert browser.get(begin).status_code == 403
    declare = reverse("reviews:declare", args=[assessor.pk])
    assert browser.post(declare, {"conflict": "", "none": ""}).status_code == 422
    assert browser.post(declare, {"conflict": "", "none": "on"}).status_code == 302
    document = {"scheme": "", "title": "Revisión ciudadana", "phase": "midterm"}
    refused = browser.post(begin, document)
    assert refused.status_code == 422
    assert "Revisión ciudadana" in refused.content.decode()
    from commitments.reviews.schemes import get_scheme

    browser.post(begin, {**document, "scheme": get_scheme("own-1").pk})
    row = Assessment.objects.get()
    assert (row.title, row.assessor_name, row.published_at) == ("Revisión ciudadana", "Observatorio Cívico", None)
    say = reverse("reviews:say", args=[row.pk, commitment.pk])
    assert browser.post(say, {"value_completion": "excellent"}).status_code == 422
    assert browser.post(say, {"value_completion": "limited", "reason_completion": "Falta."}).status_code == 302
    assert [(one.value.code, one.rationale) for one in AssessmentValue.objects.all()] == [("limited", "Falta.")]
    assert browser.post(reverse("reviews:publish", args=[row.pk])).status_code == 302
    row.refresh_from_db()
    assert row.published_at == NOW
    assert browser.post(say, {"value_completion": ""}).status_code == 403
    assert AssessmentValue.objects.count() == 1


def test_nobody_else_opens_the_desk_of_an_assessor(carla: Person, dario: Person, bruno: Person, client: Client) -> None:
    """Not a steward of everything, not a moderator, not a stranger; nothing changes."""
    plan = make_plan()
    assessor = make_assessor(plan, carla)
    row = write(plan, assessor.person, [], assessor=assessor, scheme="own-1")
    names = ("detail", "write", "edit", "say-of-plan", "publish", "discard", "correct")
    for who in (carla, dario, bruno):
        browser = client_of(who)
        for name in names:
            assert browser.get(reverse(f"reviews:{name}", args=[row.pk])).status_code == 404, name
        assert browser.post(reverse("reviews:publish", args=[row.pk])).status_code == 404
        status = browser.post(reverse("reviews:declare", args=[assessor.pk]), {"conflict": "x"}).status_code
        assert status == (403 if who == carla else 404)
    assert client.post(reverse("reviews:publish", args=[row.pk])).status_code == 302  # to the sign-in
    row.refresh_from_db()
    assert (row.published_at, row.withdrawn_at) == (None, None)
    assert client_of(bruno).get(reverse("reviews:begin", args=[plan.pk])).status_code == 403
    assert client.get("/evaluaciones/independientes/99999999999999999999/").status_code == 404


def test_a_forum_appoints_in_the_browser(carla: Person, bruno: Person) -> None:
    """Its keeper names account, plan and session; who has no account is said so."""
    from tests.processes.forums.help import make_council, make_session

    plan, forum = make_plan(), make_council(carla)
    held = make_session(forum, carla, 20).encounter
    page = reverse("reviews:appoint", args=[forum.pk])
    told = {"plan": plan.pk, "session": held.pk, "name": "Observatorio"}
    browser = client_of(carla)
    assert browser.post(page, {**told, "email": "nadie@example.org"}).status_code == 422
    assert client_of(bruno).post(page, {**told, "email": bruno.email}).status_code in {403, 404}
    assert Assessor.objects.count() == 0
    assert browser.post(page, {**told, "email": bruno.email}).status_code == 302
    assert [row.person for row in Assessor.objects.all()] == [bruno]
