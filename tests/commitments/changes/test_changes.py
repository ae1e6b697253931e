"""Recommendations with the answer that is owed, and what commitments changed for good."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from commitments.changes.actions import drop_recommendation, recommend, record_change, withdraw_change
from commitments.models import InstitutionalChange, Recommendation
from commitments.reviews.actions import Verdict, publish_assessment
from participation.access.verdict import ActDenied
from participation.models import Event, Link, Person, Response
from participation.moderation.actions import decide
from participation.responses.actions import draft_response, publish_response
from tests.commitments.reviews.help import make_commitment, make_plan, write
from tests.factories import make_institution
from tests.personas import NOW, client_of, official

pytestmark = pytest.mark.django_db
GIVEN: dict[str, Any] = {
    "kind": "regulation",
    "title": "Reglamento de gobierno abierto",
    "text": "El cabildo sesiona en línea.",
    "in_force_on": date(2026, 3, 1),
    "legal_reference": "Gaceta municipal 14",
}


def test_a_recommendation_is_owed_a_public_answer(carla: Person, dario: Person) -> None:
    """Published with its assessment, due in thirty working days, answered by the office, hidden by nobody."""
    plan = make_plan()
    commitment, office = make_commitment(plan), make_institution("Transparencia")
    draft = write(plan, carla, [Verdict("completion", "limited", commitment)])
    kept = recommend(
        assessment=draft,
        text="Publicar el padrón de obras.",
        commitment=commitment,
        institution=office,
        by=carla,
        at=NOW,
    )
    dropped = recommend(assessment=draft, text="Otra.", by=carla, at=NOW)
    elsewhere = recommend(assessment=draft, text="Revisar el diseño.", addressed_to="Comité", by=carla, at=NOW)
    drop_recommendation(recommendation=dropped, by=carla, at=NOW)
    assert list(Recommendation.objects.public()) == []
    draft = publish_assessment(assessment=draft, by=carla, at=NOW)
    assert set(Recommendation.objects.public()) == {kept, elsewhere}
    kept = Recommendation.objects.for_page().get(pk=kept.pk)
    owed = Response.objects.get()
    assert (owed.subject, owed.institution, owed.due_on) == (kept.subject, office, date(2027, 1, 6))
    with pytest.raises(ActDenied):
        recommend(assessment=draft, text="Tarde.", by=carla, at=NOW)
    with pytest.raises(ActDenied):
        decide(subject=kept.subject, outcome="hide", reason="insult", by=dario, at=NOW)
    elena = official("Emma", "steward", office.subject)
    draft_response(subject=kept.subject, verdict="partly", reasons="Se publica en enero.", by=elena, at=NOW)
    publish_response(subject=kept.subject, by=elena, at=NOW)
    owed.refresh_from_db()
    assert (owed.verdict, owed.published_at) == ("partly", NOW)


def test_what_changed_leads_back_to_its_commitment(carla: Person, bruno: Person) -> None:
    """With where it can be checked; a mistake is taken back with a reason, and its links go with it."""
    plan = make_plan()
    commitment = make_commitment(plan)
    draft = write(plan, carla, [Verdict("completion", "limited", commitment)])
    advice = recommend(assessment=draft, text="Reformar el reglamento.", commitment=commitment, by=carla, at=NOW)
    publish_assessment(assessment=draft, by=carla, at=NOW)
    with pytest.raises(ActDenied):
        record_change(commitment=commitment, by=bruno, at=NOW, **GIVEN)
    wrong = (
        ({"legal_reference": ""}, "legal_reference"),
        ({"url": "ftp://x"}, "url"),
        ({"in_force_on": date(2027, 1, 1)}, "in_force_on"),
        ({"kind": "other"}, "kind"),
        ({"text": ""}, "text"),
    )
    for fields, name in wrong:
        with pytest.raises(ValidationError) as error:
            record_change(commitment=commitment, by=carla, at=NOW, **{**GIVEN, **fields})
        assert name in error.value.message_dict
    assert InstitutionalChange.objects.count() == 0
    row = record_change(commitment=commitment, recommendation=advice, by=carla, at=NOW, **GIVEN)
    links = Link.objects.filter(outcome=row.subject).order_by("kind").values_list("source", "kind")
    assert list(links) == [(advice.subject_id, "accepted"), (commitment.subject_id, "born_at")]
    withdraw_change(change=row, reason="Era de otro plan.", by=carla, at=NOW)
    assert (Link.objects.count(), InstitutionalChange.objects.public().count()) == (0, 0)
    assert Event.objects.get(name="commitments.change.withdrawn").payload["reason"] == "Era de otro plan."


@time_machine.travel(NOW, tick=False)
def test_pages(carla: Person, bruno: Person, client: Client) -> None:
    """Put down in the browser by whoever coordinates; read by anybody."""
    plan = make_plan()
    commitment = make_commitment(plan)
    draft = write(plan, carla, [Verdict("completion", "limited", commitment)])
    browser = client_of(carla)
    page = reverse("changes:recommend", args=[draft.pk])
    assert browser.post(page, {"text": ""}).status_code == 422
    assert browser.post(page, {"text": "Publicar el padrón.", "commitment": commitment.pk}).status_code == 302
    advice = Recommendation.objects.get()
    assert client_of(bruno).post(reverse("changes:drop", args=[advice.pk])).status_code == 404
    assert client.get(advice.get_absolute_url()).status_code == 404  # a draft's
    publish_assessment(assessment=draft, by=carla, at=NOW)
    put_down = reverse("changes:put-down", args=[commitment.pk])
    told = {**GIVEN, "in_force_on": "2026-03-01", "recommendation": advice.pk}
    assert client_of(bruno).post(put_down, told).status_code == 403
    assert browser.post(put_down, {**told, "legal_reference": ""}).status_code == 422
    assert browser.post(put_down, told).status_code == 302
    row = InstitutionalChange.objects.get()
    for path, words in (
        (advice.get_absolute_url(), "Reglamento de gobierno abierto"),
        (row.get_absolute_url(), "Gaceta municipal 14"),
        (reverse("changes:list"), "Reglamento de gobierno abierto"),
        (reverse("changes:recommendations"), "Publicar el padrón."),
        (draft.get_absolute_url(), "Publicar el padrón."),
    ):
        assert words in client.get(path).content.decode(), path
    back = reverse("changes:take-back", args=[row.pk])
    assert client_of(bruno).post(back, {"reason": "x"}).status_code == 403
    assert browser.post(back, {"reason": "Era de otro plan."}).status_code == 302
    assert client.get(row.get_absolute_url()).status_code == 404
