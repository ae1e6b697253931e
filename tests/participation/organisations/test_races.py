"""Organisations that are asked for and registered at the same moment."""

import time

import pytest
from django.utils import timezone

from participation.models import Event, Organisation
from participation.organisations import policies
from participation.organisations.actions import approve_organisation, register_organisation
from tests.participation.organisations.test_organisations import TOLD
from tests.personas import make_person, official
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def slowly(monkeypatch, name):
    """Let a policy answer late, so that whoever does not wait for the other has decided by then."""
    asked = getattr(policies, name)

    def slow(*args, **kwargs):
        verdict = asked(*args, **kwargs)
        time.sleep(0.15)
        return verdict

    monkeypatch.setattr(policies, name, slow)


def test_who_asks_three_times_at_once_passes_no_limit(monkeypatch):
    """Without the lock of the person's row all three count two that wait, and five organisations stand in the queue."""
    rita, now = make_person("Rita"), timezone.now()
    for _n in range(2):
        register_organisation(by=rita, at=now, **TOLD)
    slowly(monkeypatch, "may_register")
    found = at_once(*[lambda: register_organisation(by=rita, at=now, **TOLD) for _n in range(3)])
    assert sorted(type(each).__name__ for each in found) == ["ActDenied", "ActDenied", "Organisation"]
    assert Organisation.objects.count() == 3


def test_two_officials_register_it_once(monkeypatch):
    """Without the lock of its row both register it: two events, and two notices for who asked."""
    rita, now = make_person("Rita"), timezone.now()
    both = [official("Dario", "moderator"), official("Delia", "moderator")]
    asked = register_organisation(by=rita, at=now, **TOLD)
    slowly(monkeypatch, "may_decide")
    found = at_once(*[lambda by=by: approve_organisation(organisation=asked, by=by, at=now) for by in both])
    assert [each.state for each in found] == ["registered", "registered"]
    assert Event.objects.filter(name="participation.organisation.registered").count() == 1
