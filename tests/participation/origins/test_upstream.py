"""Whoever wrote or supports something hears when what came of it moves, once, however far down it lies."""

from datetime import timedelta

import pytest

from participation.events.relay import relay
from participation.followup.actions import report_progress
from participation.models import Notice, Person
from participation.notifications.wording import word
from participation.origins.actions import add_link
from participation.origins.upstream import led_to
from proposals.actions import support_proposal
from tests.factories import make_call, make_proposal
from tests.participation.followup.worlds import an_action
from tests.personas import NOW, official

pytestmark = pytest.mark.django_db


def test_people_upstream_hear_of_what_came_of_their_words(ana: Person, bruno: Person) -> None:
    carla, call = official("Carla", "steward"), make_call()
    first, second, refused = (make_proposal(call, author=ana) for _n in range(3))
    alone = make_proposal(call, author=official("Otra", "steward"))
    support_proposal(proposal=first, by=bruno, at=NOW)
    action = an_action(carla)
    for source, outcome, kind in (
        (first.subject, second.subject, "merged"), (second.subject, action.subject, "accepted"),
        (refused.subject, action.subject, "rejected"),
    ):  # fmt: skip
        add_link(source=source, outcome=outcome, kind=kind, explanation="", by=carla, at=NOW)
    assert led_to([action.subject_id]) == [second.subject, first.subject]
    relay(NOW)
    Notice.objects.all().delete()
    report_progress(action=action, text="Van diez lámparas de veinte", by=carla, at=NOW + timedelta(hours=1))
    relay(NOW + timedelta(hours=2))
    heard = Notice.objects.filter(event__name="participation.action.reported")
    assert dict(heard.values_list("person", "reason")) == {ana.pk: "upstream", bruno.pk: "upstream"}
    assert alone.author_id not in heard.values_list("person", flat=True)
    assert word(heard[0]).why == "Te llega porque salió de algo en lo que participaste."
