"""The registry of notices, and the check that finds what is missing."""

import pytest
from django.core.checks import ERROR

from participation.events import names
from participation.events.names import EventName
from participation.notifications import registry
from participation.notifications.checks import every_event_is_decided
from participation.notifications.registry import NoticeKind, NoticeRule, nobody, register_kinds, register_notices


@pytest.fixture
def own_registry(monkeypatch):
    """Registries that the test may fill as it likes."""
    for name in ("_kinds", "_rules", "_nobody"):
        monkeypatch.setattr(registry, name, type(getattr(registry, name))(getattr(registry, name)))
    monkeypatch.setattr(names, "_names", dict(names._names))


def some_rule(event, kind="phases"):
    return NoticeRule(event, kind, lambda _event: [], lambda _event, _reason: "x")


def test_the_product_has_decided_on_every_event():
    assert every_event_is_decided() == []


def test_an_event_without_decision_is_an_error(own_registry):
    names.register_events(EventName("some.thing.happened", "Something happened", "public"))
    (error,) = every_event_is_decided()
    assert (error.id, error.level) == ("participation.E030", ERROR)
    assert "some.thing.happened" in error.msg
    assert "nobody(name)" in error.hint


@pytest.mark.parametrize("decide", [nobody, lambda name: register_notices(some_rule(name))])
def test_a_rule_or_nobody_settles_it(own_registry, decide):
    names.register_events(EventName("some.thing.happened", "Something happened", "public"))
    decide("some.thing.happened")
    assert every_event_is_decided() == []


def test_a_decision_on_what_nobody_declares_is_an_error(own_registry):
    nobody("some.thing.else")
    assert [error.id for error in every_event_is_decided()] == ["participation.E031"]


def test_a_rule_of_an_unknown_kind_is_an_error(own_registry):
    names.register_events(EventName("some.thing.happened", "Something happened", "public"))
    register_notices(some_rule("some.thing.happened", kind="pigeons"))
    assert [error.id for error in every_event_is_decided()] == ["participation.E032"]


def test_two_decisions_on_one_event_are_refused(own_registry):
    nobody("some.thing.happened")
    with pytest.raises(ValueError, match="two decisions"):
        register_notices(some_rule("some.thing.happened"))
    register_notices(some_rule("some.other.thing"))
    with pytest.raises(ValueError, match="two decisions"):
        nobody("some.other.thing")
    with pytest.raises(ValueError, match="two decisions"):
        register_notices(some_rule("some.other.thing"))


def test_a_kind_is_registered_once(own_registry):
    register_kinds(NoticeKind("birds", "Birds", "", 99))
    with pytest.raises(ValueError, match="registered twice"):
        register_kinds(NoticeKind("birds", "Other birds", "", 98))
