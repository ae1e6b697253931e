"""A permanent call: the answer is owed so many working days after each proposal is handed in."""

from datetime import date

import pytest
from django.utils import timezone

from participation.models import Response
from participation.workdays.actions import add_day_off
from proposals.actions import start_draft, submit_proposal
from proposals.actions.draft import save_draft
from proposals.content import content
from tests.factories import make_call
from tests.personas import NOW, client_of

pytestmark = pytest.mark.django_db
TEXT = {"title": "Banquetas parejas en la calle Hidalgo", "body": "Están rotas y la gente mayor se cae."}


def test_working_days_count_from_handing_in_without_days_off(ana, carla):
    call = make_call(answer_working_days=10)
    submit_proposal(component=call, **TEXT, by=ana, at=NOW)  # a Saturday: it counts as come in on Monday 23
    assert Response.objects.get().due_on == date(2026, 12, 7)
    add_day_off(day=date(2026, 12, 1), name="Puente", by=carla, at=NOW)
    submit_proposal(component=call, **TEXT, by=ana, at=NOW)
    assert [row.due_on for row in Response.objects.order_by("pk")] == [date(2026, 12, 7), date(2026, 12, 8)]


def test_people_are_told_the_day_before_they_hand_it_in_and_on_its_page(ana):
    now = timezone.now()
    call = make_call(at=now, answer_working_days=10)
    draft = start_draft(component=call, by=ana, at=now)
    save_draft(proposal=draft, content=content(**TEXT), by=ana, at=now)
    client = client_of(ana)
    preview = client.get(f"/propuestas/{draft.pk}/vista-previa/")
    assert "te respondemos a más tardar el" in preview.content.decode()
    page = client.post(f"/propuestas/{draft.pk}/vista-previa/", follow=True).content.decode()
    assert "a más tardar el" in page
    assert draft.subject.__class__.objects.get(pk=draft.subject_id).folio.code in page
