"""What an electoral period withholds, what it lets go on, and what it asks before somebody publishes into it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from unittest import mock

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client

from participation.access.verdict import ActDenied
from participation.announcements import actions as announcements
from participation.announcements.tasks import start_due
from participation.models import Announcement, Event, Person, Relay, Subject, Territory
from participation.veda import actions
from participation.web import page_cache
from participation.web.installation import forget
from processes.actions import (
    add_phase,
    change_phase_dates,
    close_process,
    publish_closing,
    publish_conclusion,
    publish_process,
    reopen_process,
    update_process,
)
from processes.models import Process
from tests.factories import make_component, make_institution, make_phase, make_process
from tests.participation.announcements.helpers import agree, draft
from tests.participation.veda.conftest import declare
from tests.personas import NOW, client_of

SOON, LATER = timedelta(days=3), timedelta(days=30)
COMPLETE = {"who_participates": "Todas", "what_is_decided": "Las calles", "how_decided": "El cabildo"}
AFTER = datetime.fromisoformat("2026-12-01T06:00:00+00:00")


@pytest.fixture
def process(carla: Person, places: dict[str, Territory]) -> Process:
    """A published process of the colonia, with a name to ask for."""
    made = make_process(
        "Parques", slug="parques", territory=places["colonia"], contact_name="Laura Ríos", contact_phone="33 1234 5678"
    )
    Subject.objects.filter(pk=made.subject_id).update(territory=places["colonia"])
    return made


def overridden() -> list[str]:
    """Return what went on in spite of a period."""
    rows = Event.objects.filter(name="veda.period.overridden").order_by("pk")
    return [row.payload["what"] for row in rows]


# --- Pages ------------------------------------------------------------------------------------------------------------


def test_the_name_waits_and_the_telephone_stays(process: Process, carla: Person, places: dict[str, Territory]) -> None:
    """On the page, in both languages; the page says why and leads to the law. The data keep everything."""
    period = declare(carla, places["aqui"], starts_on=date(2020, 1, 1), ends_on=date(2099, 1, 1))
    for path in ("/procesos/parques/", "/en/procesos/parques/"):
        page = Client().get(path).content.decode()
        assert ("Laura Ríos" in page, "33 1234 5678" in page, f"/veda/#p{period.pk}" in page) == (False, True, True)
    assert "Laura Ríos" in Client().get("/datos/processes.csv").getvalue().decode()
    actions.lift_period(period=period, reason="Autorizado", by=carla, at=NOW)
    assert "Laura Ríos" in Client().get("/procesos/parques/").content.decode()


def test_a_process_beside_is_not_touched(process: Process, carla: Person, places: dict[str, Territory]) -> None:
    """The other municipality's period is no matter of this one."""
    declare(carla, places["otro"], starts_on=date(2020, 1, 1), ends_on=date(2099, 1, 1))
    assert "Laura Ríos" in Client().get("/procesos/parques/").content.decode()


@pytest.fixture
def cache(settings: Any) -> Iterator[Any]:
    """Turn the cache of pages on, with a clock that a test moves."""
    settings.AZOTEA_PAGE_CACHE_SECONDS = 60
    page_cache.store.clear()
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller
    page_cache.store.clear()


@pytest.mark.django_db(transaction=True)
def test_a_kept_page_does_not_outlive_the_turn(
    process: Process, carla: Person, places: dict[str, Territory], cache: Any
) -> None:
    """Neither into the period nor out of it, however long pages are kept: the next second already shows the other."""
    period = declare(carla, places["aqui"], starts_on=date(2026, 11, 23), ends_on=date(2026, 11, 25))
    Relay.objects.update(transaction=None)
    for turn, before, after in ((period.starts_at, True, False), (period.ends_at, False, True)):
        cache.move_to(turn - timedelta(seconds=1))
        shown = ["Laura Ríos" in Client().get("/procesos/parques/").content.decode()]
        assert len(page_cache.store) > 0
        cache.move_to(turn)
        shown.append("Laura Ríos" in Client().get("/procesos/parques/").content.decode())
        assert shown == [before, after]


# --- Publishing and scheduling ----------------------------------------------------------------------------------------


def test_publishing_into_a_period_names_it_and_asks(carla: Person, places: dict[str, Territory]) -> None:
    """Nothing is published until it is accepted; then who, what and which period stand in the log."""
    made = make_process(
        "Calles", state="draft", **COMPLETE, territory=places["colonia"], institution=make_institution()
    )
    make_phase(made, opens=SOON, closes=2 * SOON)
    declare(carla, places["aqui"])
    with pytest.raises(ValidationError) as asked:
        publish_process(process=made, by=carla, at=NOW)
    assert any("Campañas 2026" in text for text in asked.value.messages)
    assert not Event.objects.filter(name="processes.process.published").exists()
    page = client_of(carla).get(f"/admin/processes/process/{made.pk}/publicar/").content.decode()
    assert "Campañas 2026" in page
    publish_process(process=made, by=carla, at=NOW, accept_warnings=True)
    event = Event.objects.get(name="veda.period.overridden")
    assert (event.actor, event.subject, event.payload["what"]) == (carla, made.subject, "publish_process")


def test_dates_that_run_into_a_period_are_accepted_first(
    process: Process, carla: Person, places: dict[str, Territory]
) -> None:
    """Newly only: what already ran into it, and drafts, are not asked again."""
    phase = make_phase(process, opens=LATER, closes=LATER + SOON)
    declare(carla, places["aqui"])
    into: dict[str, Any] = {"opens_at": NOW + SOON, "closes_at": NOW + 2 * SOON, "by": carla, "at": NOW}
    for act, about in ((change_phase_dates, {"phase": phase}), (add_phase, {"process": process, "title": "Otra"})):
        with pytest.raises(ValidationError) as error:
            act(**about, **into)
        assert list(error.value.message_dict) == ["accept_electoral"]
        act(**about, **into, accept_electoral=True)
    change_phase_dates(phase=phase, **{**into, "opens_at": NOW + SOON + timedelta(hours=1)})
    assert overridden() == ["change_phase_dates", "add_phase"]


def test_every_way_to_publish_or_schedule_in_a_period_asks_and_is_written_down(
    process: Process, carla: Person, places: dict[str, Territory]
) -> None:
    """Refused with the mark that is missing, nothing changed; accepted, it is done and stands in the log."""
    debate = make_component(process, "debate")
    phase = make_phase(process, opens=-LATER, closes=-SOON, acts={debate: ["comment"]})
    elsewhere = make_process(
        "Lejos", slug="lejos", **COMPLETE, institution=make_institution("Otra"), contact_email="a@example.org"
    )
    declare(carla, places["aqui"], starts_on=NOW.date(), ends_on=NOW.date())
    common: dict[str, Any] = {"by": carla, "at": NOW}
    said = {"results": "Se hizo", "changed": "La calle", "lessons": "Preguntar antes"}
    table: tuple[tuple[Any, dict[str, Any]], ...] = (
        (publish_conclusion, {"component": debate, "conclusions": "Habrá luz"}),
        (close_process, {"process": process, "reason": "Terminó", "outcome": said}),
        (publish_closing, {"process": process, **said, "results": "Se hizo todo", "reason": "Faltaba"}),
        (reopen_process, {"process": process, "reason": "Faltó un paso"}),
        (update_process, {"process": elsewhere, "territory": places["colonia"]}),
        (change_phase_dates, {"phase": phase, "opens_at": NOW - SOON, "closes_at": NOW + SOON, "reason": "Falta"}),
        (add_phase, {"process": process, "title": "Otra", "opens_at": NOW, "closes_at": NOW + SOON, "reason": "Falta"}),
    )
    expected = []
    for act, about in table:
        events = Event.objects.count()
        with pytest.raises(ValidationError) as error, transaction.atomic():
            act(**about, **common)
        assert list(error.value.message_dict) == ["accept_electoral"], act.__name__
        assert Event.objects.count() == events
        for thing in about.values():
            if isinstance(thing, Process):
                thing.refresh_from_db()
        if act is close_process:
            act(**{**about, "outcome": {**said, "accept_electoral": True}}, **common)
            expected.append("publish_closing")
            continue
        act(**about, **common, accept_electoral=True)
        expected.append(act.__name__)
    assert overridden() == expected


def test_the_page_that_opens_a_process_again_says_which_period_it_runs_into(
    process: Process, carla: Person, places: dict[str, Territory]
) -> None:
    address = f"/admin/processes/process/{process.pk}/reabrir/"
    close_process(process=process, by=carla, at=NOW)
    assert "accept_electoral" not in client_of(carla).get(address).content.decode()
    declare(carla, places["aqui"], starts_on=NOW.date(), ends_on=NOW.date())
    forget()
    with time_machine.travel(NOW, tick=False):
        page = client_of(carla)
        text = page.get(address).content.decode()
        assert "Campañas 2026" in text
        assert 'name="accept_electoral"' in text
        assert page.post(address, {"reason": "Faltó"}).status_code == 422
        assert page.post(address, {"reason": "Faltó", "accept_electoral": "on"}).status_code == 302
    assert overridden() == ["reopen_process"]


# --- Announcements ----------------------------------------------------------------------------------------------------


def test_a_newsletter_waits_for_the_end_and_then_leaves(
    ana: Person, carla: Person, places: dict[str, Territory]
) -> None:
    """It says so while it waits, once; afterwards it goes by itself."""
    agree(ana)
    row = draft(carla, kind="newsletter")
    announcements.schedule_announcement(announcement=row, send_at=NOW + SOON, by=carla, at=NOW)
    declare(carla, places["aqui"])
    for _ in range(2):
        row = announcements.start_announcement(announcement=row, at=NOW + SOON)
        assert (row.state, "Campañas 2026" in row.problem) == ("scheduled", True)
    assert Event.objects.filter(name="announcements.announcement.waits").count() == 1
    page = client_of(carla).get(f"/admin/participation/announcement/{row.pk}/revisar/").content.decode()
    assert "Campañas 2026" in page
    row = announcements.start_announcement(announcement=row, at=AFTER)
    assert (row.state, row.problem, row.people) == ("started", "", 1)


def test_sending_into_a_period_is_refused_or_accepted(carla: Person, places: dict[str, Territory]) -> None:
    """A newsletter never leaves in one; an announcement does, once that is accepted, and it is written down."""
    declare(carla, places["aqui"])
    newsletter, other = draft(carla), draft(carla, kind="announcement")
    with pytest.raises(ActDenied) as denied:
        announcements.schedule_announcement(announcement=newsletter, send_at=None, by=carla, at=NOW)
    assert denied.value.denial.code == "electoral_period"
    for row, send_at in ((newsletter, NOW + SOON), (other, None)):
        with pytest.raises(ValidationError) as error:
            announcements.schedule_announcement(announcement=row, send_at=send_at, by=carla, at=NOW)
        assert list(error.value.message_dict) == ["accept_electoral"]
        announcements.schedule_announcement(announcement=row, send_at=send_at, by=carla, at=NOW, accept_electoral=True)
    assert announcements.start_announcement(announcement=other, at=NOW).state == "started"
    assert overridden() == ["schedule_announcement", "schedule_announcement"]


def test_waiting_newsletters_hold_nothing_up(carla: Person, places: dict[str, Territory]) -> None:
    """The task starts what may leave beside those that wait."""
    declare(carla, places["aqui"])
    for row in (draft(carla), draft(carla, kind="announcement")):
        announcements.schedule_announcement(
            announcement=row, send_at=NOW + SOON, by=carla, at=NOW, accept_electoral=True
        )
    with mock.patch("django.utils.timezone.now", return_value=NOW + SOON + timedelta(minutes=1)):
        start_due()
        start_due()
    states = dict(Announcement.objects.values_list("kind", "state"))
    assert states == {"newsletter": "scheduled", "announcement": "started"}


def test_past_newsletters_are_not_shown_and_the_page_says_why(
    client: Any, carla: Person, places: dict[str, Territory]
) -> None:
    """An announcement goes on being read."""
    rows = {}
    for kind in ("newsletter", "announcement"):
        row = draft(carla, kind=kind, title=f"Del {kind}")
        announcements.schedule_announcement(announcement=row, send_at=None, by=carla, at=NOW)
        rows[kind] = announcements.start_announcement(announcement=row, at=NOW)
    assert client.get("/boletines/").content.decode().count("Del ") == 2
    declare(carla, places["aqui"], starts_on=date(2020, 1, 1), ends_on=date(2099, 1, 1))
    page = client.get("/boletines/").content.decode()
    assert ("Del newsletter" in page, "Del announcement" in page, "/veda/#p" in page) == (False, True, True)
    one = client.get(f"/boletines/{rows['newsletter'].pk}/").content.decode()
    assert ("Del newsletter" in one, "Ya se puede" in one, "/veda/#p" in one) == (False, False, True)
    assert "Ya se puede" in client.get(f"/boletines/{rows['announcement'].pk}/").content.decode()
