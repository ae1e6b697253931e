"""Telling what the clock did, once."""

from datetime import timedelta

import pytest
from django.utils import translation

from participation.events.timeline import lines
from participation.models import Event
from processes.actions.announcements import CLOSED, announce_due, announce_phase, phases_to_announce
from processes.models import Phase
from processes.tasks import announce_phases
from tests.factories import make_phase, make_process
from tests.participation.events.test_stamping import run_together
from tests.personas import NOW

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def process(db):
    """A process that was published long ago."""
    return make_process("Plan Municipal", at=NOW - 100 * DAY)


def names():
    return [name.rsplit(".", 1)[1] for name in Event.objects.order_by("id").values_list("name", flat=True)]


def test_a_phase_is_announced_when_it_opens_before_it_closes_and_when_it_closes(process):
    phase = make_phase(process, opens=DAY, closes=10 * DAY, title="Propuestas")
    moments = {
        NOW: [],
        NOW + DAY: ["opened"],
        NOW + 7 * DAY: [],
        NOW + 8 * DAY: ["closing_soon"],
        NOW + 9 * DAY: [],
        NOW + 10 * DAY: ["closed"],
        NOW + 20 * DAY: [],
    }
    expected = []
    for at, more in moments.items():
        expected += more
        assert announce_due(at=at) == len(more)
        assert announce_due(at=at) == 0
        assert names() == expected
    event = Event.objects.get(name="processes.phase.opened")
    assert (event.subject, event.actor, event.at) == (process.subject, None, NOW + DAY)
    assert event.payload == {
        "phase": phase.pk,
        "title": "Propuestas",
        "titles": {},
        "opens_at": (NOW + DAY).isoformat(),
        "closes_at": (NOW + 10 * DAY).isoformat(),
        "time_zone": "America/Mexico_City",
    }


def test_a_phase_whose_end_moves_is_announced_again(process):
    phase = make_phase(process, opens=DAY, closes=10 * DAY)
    for n in (1, 8, 10):
        announce_due(at=NOW + n * DAY)
    Phase.objects.filter(pk=phase.pk).update(closes_at=NOW + 30 * DAY)
    for n in (11, 28, 30, 31):
        announce_due(at=NOW + n * DAY)
    assert names() == ["opened", "closing_soon", "closed", "closing_soon", "closed"]


def test_what_happened_before_publication_is_no_news():
    process = make_process(at=NOW)
    make_phase(process, opens=-30 * DAY, closes=-20 * DAY)
    make_phase(process, opens=-10 * DAY, closes=10 * DAY)
    assert announce_due(at=NOW + DAY) == 0
    assert Phase.objects.filter(announced_open_at=NOW + DAY).count() == 2
    assert announce_due(at=NOW + 10 * DAY) == 1
    assert names() == ["closed"]


def test_after_a_long_pause_only_what_is_still_true_is_told(process):
    make_phase(process, opens=DAY, closes=10 * DAY)
    assert announce_due(at=NOW + 15 * DAY) == 1
    assert names() == ["closed"]


def test_a_short_phase_is_not_said_to_close_soon(process):
    make_phase(process, opens=DAY, closes=2 * DAY)
    for hours in range(24, 50):
        announce_due(at=NOW + timedelta(hours=hours))
    assert names() == ["opened", "closed"]


def test_a_phase_without_end_only_opens(process):
    make_phase(process, opens=DAY, closes=None)
    for n in range(1, 60):
        announce_due(at=NOW + n * DAY)
    assert names() == ["opened"]


@pytest.mark.parametrize("state", ["draft", "closed"])
def test_drafts_and_closed_processes_announce_nothing(state):
    process = make_process(state=state, at=NOW - 100 * DAY)
    make_phase(process, opens=-DAY, closes=DAY)
    assert announce_due(at=NOW) == 0
    assert Phase.objects.get().announced_open_at is None


def test_a_hidden_process_announces_nothing(process):
    process.subject.state = "hidden"
    process.subject.save()
    make_phase(process, opens=-DAY, closes=DAY)
    assert announce_due(at=NOW) == 0


@pytest.mark.parametrize("count", [1, 6])
def test_looking_costs_three_queries_when_nothing_came(process, count, django_assert_num_queries):
    for _n in range(count):
        make_phase(process, opens=5 * DAY, closes=10 * DAY)
    with django_assert_num_queries(3):
        announce_due(at=NOW)


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_announce_once():
    process = make_process(at=NOW - 100 * DAY)
    for _n in range(5):
        make_phase(process, opens=-10 * DAY, closes=-DAY)
    assert run_together(*[lambda: announce_due(at=NOW)] * 4) == []
    assert names() == ["closed"] * 5


@pytest.mark.django_db(transaction=True)
def test_the_row_lock_is_what_keeps_it_to_once():
    """Without the lock, who read the row before the other committed would announce it too; with it, the row is skipped."""
    import threading

    from django.db import transaction

    process = make_process(at=NOW - 100 * DAY)
    phase = make_phase(process, opens=-10 * DAY, closes=-DAY)
    announced, looked = threading.Event(), threading.Event()
    seen = []

    def first():
        with transaction.atomic():
            announce_phase(phase_id=phase.pk, step=CLOSED, at=NOW)
            announced.set()
            assert looked.wait(30)

    def second():
        assert announced.wait(30)
        seen.append(phases_to_announce(CLOSED, NOW).count())  # what an unlocked read would act upon
        seen.append(announce_phase(phase_id=phase.pk, step=CLOSED, at=NOW))
        looked.set()

    assert run_together(first, second) == []
    assert seen == [1, None]
    assert names() == ["closed"]


def test_the_task_runs_by_the_real_clock(process):
    from django.utils import timezone

    make_phase(process, opens=-DAY, closes=20 * DAY, at=timezone.now())
    announce_phases()
    assert names() == ["opened"]


def test_history_shows_when_the_phase_closed_not_when_it_was_noticed(process):
    make_phase(process, opens=-10 * DAY, closes=-2 * DAY)
    assert announce_due(at=NOW) == 1
    assert Event.objects.get().at == NOW - 2 * DAY


def test_a_phase_is_named_in_the_language_of_whoever_reads(process):
    phase = make_phase(process, opens=DAY, closes=10 * DAY, title="Foros")
    phase.translations = {"en": {"title": "Forums"}}
    phase.save()
    announce_due(at=NOW + DAY)
    event = Event.objects.get(name="processes.phase.opened")
    told = {}
    for language in ("es-mx", "en"):
        with translation.override(language):
            told[language] = lines([event])[0].detail
    assert told == {"es-mx": "Foros", "en": "Forums"}
