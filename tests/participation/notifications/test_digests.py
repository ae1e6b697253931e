"""One mail a day or a week: everything that would have been sent at once, exactly once, never empty."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from participation.access.verdict import ActDenied
from participation.events.relay import relay
from participation.models import Delivery, Digest, Event, MailPlan, Notice, Person
from participation.notifications import deliveries
from participation.notifications.actions import plan_mails, retry_delivery, set_preferences
from participation.notifications.deliveries import LEASE, deliver
from participation.notifications.digests import gather
from participation.notifications.zones import next_due
from tests.factories import make_process
from tests.participation.events.test_stamping import run_together
from tests.participation.notifications.helpers import follow, phase_opened
from tests.participation.notifications.test_deliveries import TrickyBackend, tricky  # noqa: F401 (a fixture)
from tests.personas import NOW, client_of

pytestmark = pytest.mark.django_db
MEXICO = "America/Mexico_City"  # six hours behind UTC; NOW is noon on Saturday, 21 November 2026
NEXT = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)  # Sunday at eight there
PAGE = "/cuenta/notificaciones/preferencias/"
PLAN = "/cuenta/notificaciones/preferencias/cuando/"


def choose(person, rhythm="daily", hour=8, weekday=0, zone="", at=NOW):
    plan_mails(by=person, rhythm=rhythm, hour=hour, weekday=weekday, time_zone=zone, at=at)


def happen(*titles, to, at=NOW):
    """Let a phase open in a process of each title, and relay it at a moment."""
    for title in titles:
        process = make_process(title)
        follow(process.subject, *to)
        phase_opened(process.subject)
    relay(at)


def turn(at):
    """Do what the worker's sweep does."""
    gather(at)
    return deliver(at)


def sent_words():
    return [message.body for message in mail.outbox]


# --- When -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "hour", "after", "due"),
    [
        (MEXICO, 8, "2026-11-21T13:59+00:00", "2026-11-21T14:00+00:00"),
        (MEXICO, 8, "2026-11-21T14:00+00:00", "2026-11-22T14:00+00:00"),
        # Tijuana goes back an hour on 1 November 2026 and forward on 14 March 2027.
        ("America/Tijuana", 8, "2026-10-31T16:00+00:00", "2026-11-01T16:00+00:00"),
        ("America/Tijuana", 8, "2027-03-13T17:00+00:00", "2027-03-14T15:00+00:00"),
        # An hour that the clock skips comes right after it; one that it shows twice comes once, the first time.
        ("America/Tijuana", 2, "2027-03-13T11:00+00:00", "2027-03-14T10:00+00:00"),
        ("America/Tijuana", 1, "2026-10-31T09:00+00:00", "2026-11-01T08:00+00:00"),
        ("America/Tijuana", 1, "2026-11-01T08:00+00:00", "2026-11-02T09:00+00:00"),
        ("Pacific/Kiritimati", 0, "2026-11-21T09:59+00:00", "2026-11-21T10:00+00:00"),
        ("Pacific/Pago_Pago", 23, "2026-11-21T10:00+00:00", "2026-11-22T10:00+00:00"),
    ],
)
def test_a_digest_leaves_by_the_persons_clock(zone, hour, after, due):
    plan = MailPlan(rhythm="daily", hour=hour)
    assert next_due(plan, ZoneInfo(zone), datetime.fromisoformat(after)) == datetime.fromisoformat(due)


@pytest.mark.parametrize(
    ("weekday", "due"), [(0, "2026-11-23"), (5, "2026-11-28"), (6, "2026-11-22")]
)  # NOW is a Saturday after eight
def test_a_weekly_one_leaves_on_its_day(weekday, due):
    plan = MailPlan(rhythm="weekly", hour=8, weekday=weekday)
    found = next_due(plan, ZoneInfo(MEXICO), NOW)
    assert found.astimezone(ZoneInfo(MEXICO)).date() == date.fromisoformat(due)


@given(
    zone=st.sampled_from(
        ["America/Tijuana", "America/Ojinaga", "Europe/Lisbon", "Australia/Lord_Howe", "Asia/Kathmandu"]
    ),
    hour=st.integers(0, 23),
    start=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1)),
)
def test_there_is_one_for_each_day_over_every_change_of_the_clock(zone, hour, start):
    plan, here = MailPlan(rhythm="daily", hour=hour), ZoneInfo(zone)
    due = next_due(plan, here, start.replace(tzinfo=UTC))
    for _day in range(9):
        following = next_due(plan, here, due)
        assert following.astimezone(here).date() - due.astimezone(here).date() == timedelta(days=1)
        assert timedelta(hours=22) <= following - due <= timedelta(hours=26)
        due = following


# --- What -------------------------------------------------------------------------------------------------------------


def test_it_holds_everything_that_real_time_would_have_sent_and_nothing_twice(ana, bruno):
    """Bruno gets each at once, Ana in one mail: the same news, once each, whatever moment of the day it came."""
    choose(ana)
    titles = [f"Proceso {n:02}" for n in range(12)]
    for n, title in enumerate(titles):
        happen(title, to=[ana, bruno], at=NOW + timedelta(hours=n))
        turn(NOW + timedelta(hours=n))
    assert [message.to for message in mail.outbox] == [["bruno@example.org"]] * 12
    realtime = {message.subject for message in mail.outbox}
    assert Delivery.objects.filter(state="held", not_before=NEXT).count() == 12
    mail.outbox.clear()
    assert turn(NEXT - timedelta(seconds=1)) == 0
    assert turn(NEXT) == 1
    (message,) = mail.outbox
    assert message.to == ["ana@example.org"]
    for text in (message.body, message.alternatives[0][0]):
        for subject in realtime:
            assert text.count(f"{subject}\n") + text.count(f"{subject}<") == 1
    assert set(Delivery.objects.filter(notice__person=ana).values_list("state", flat=True)) == {"sent"}
    assert turn(NEXT + timedelta(days=30)) == 0
    assert len(mail.outbox) == 1


def test_a_digest_is_never_empty(ana):
    choose(ana)
    assert turn(NEXT) == 0
    happen("Plan", to=[ana])
    set_preferences(by=ana, wanted={("phases", "email"): False}, at=NOW)
    assert turn(NEXT) == 0
    assert mail.outbox == []
    assert list(Digest.objects.values_list("state", "error")) == [("dropped", "nothing is left to tell")]
    assert list(Delivery.objects.values_list("state", "error")) == [("dropped", "no longer wanted")]


def test_what_was_said_no_to_meanwhile_is_left_out_and_the_rest_is_sent(ana, carla):
    from tests.factories import make_call, make_proposal
    from tests.participation.notifications.test_fanout import answered

    choose(ana)
    happen("Plan de obras", to=[ana])
    answered(make_proposal(make_call(), author=ana, title="Banquetas"), carla)
    relay(NOW)
    set_preferences(by=ana, wanted={("phases", "email"): False}, at=NOW)
    turn(NEXT)
    ((words),) = sent_words()
    assert "Banquetas" in words
    assert "Plan de obras" not in words
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["dropped", "sent"]


def test_its_words(ana):
    choose(ana, zone="America/Tijuana")
    Person.objects.filter(pk=ana.pk).update(lang="es-mx")
    happen("Plan A", "Plan B", to=[ana])
    turn(NEXT + timedelta(hours=2))
    (message,) = mail.outbox
    assert message.subject == "Ya abrió “Propuestas” en “Plan A”, y 1 novedad más"
    assert "Tu día: 2 novedades" in message.body
    assert "Procesos que sigo" in message.body
    html = message.alternatives[0][0]
    assert '<html lang="es-MX">' in html
    assert "style=" not in html
    assert "<img" not in html
    assert "http://testserver/procesos/" in html
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_one_piece_of_news_is_its_own_subject_and_english_is_english(ana):
    choose(ana, rhythm="weekly")
    Person.objects.filter(pk=ana.pk).update(lang="en")
    happen("Plan A", to=[ana])
    turn(NOW + timedelta(days=7))
    (message,) = mail.outbox
    assert message.subject == "“Propuestas” is open in “Plan A”"
    assert "Your week: 1 piece of news" in message.body
    assert "http://testserver/en/procesos/" in message.body


def test_one_click_stops_all_mails_of_a_digest(ana, client):
    choose(ana)
    happen("Plan A", to=[ana])
    turn(NEXT)
    url = re.search(r"<http://testserver([^>]+)>", mail.outbox[0].extra_headers["List-Unsubscribe"])[1]
    page = client.get(url).content.decode()
    assert "Esto detiene todos los correos con notificaciones" in page
    happen("Plan B", to=[ana], at=NEXT)
    answer = client.post(url, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert turn(NEXT + timedelta(days=8)) == 0  # also what waited already
    assert len(mail.outbox) == 1


def test_a_script_in_a_title_stays_text(ana):
    choose(ana)
    happen("<script>alert(1)</script>", "<b>dos</b>", to=[ana])
    turn(NEXT)
    html = mail.outbox[0].alternatives[0][0]
    assert "<script" not in html
    assert "<b>" not in html


def test_thousands_of_pieces_of_news_are_all_there(ana, carla):
    """Mail programs cut long mails: texts give way, lines never do, and the same news of the same thing is one line."""
    choose(ana)
    process = make_process("Plan")
    follow(process.subject, ana)
    for _n in range(5):
        phase_opened(process.subject)
    happen(*[f"Proceso {n:03}" for n in range(60)], to=[ana])
    turn(NEXT)
    (message,) = mail.outbox
    assert "“Plan” (5)" in message.body
    assert all(f"Proceso {n:03}" in message.body for n in range(60))
    assert len(message.alternatives[0][0]) < 100_000


# --- Once -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("died", ["gather", "claim", "send"])
def test_whatever_dies_wherever_nothing_is_lost_or_told_twice(ana, tricky, monkeypatch, died):  # noqa: F811
    choose(ana)
    happen("Plan A", "Plan B", to=[ana])
    if died == "gather":
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            gather(NEXT)
            raise KeyboardInterrupt
        assert Digest.objects.count() == 0
    elif died == "claim":
        gather(NEXT)
        assert deliveries._claim(NEXT, Digest) is not None  # and here the process is killed
    else:
        gather(NEXT)
        tricky.on_send = [ConnectionResetError("cut off after the data")]
        deliver(NEXT)
    turn(NEXT + LEASE)
    turn(NEXT + LEASE + timedelta(days=3))
    states = set(Delivery.objects.values_list("state", flat=True)) | set(Digest.objects.values_list("state", flat=True))
    assert states == ({"sent"} if died == "gather" else {"unknown"})
    assert len(mail.outbox) == (1 if died == "gather" else 0)
    assert Digest.objects.count() == 1


def test_while_the_server_is_away_the_digest_waits_and_takes_in_what_comes_due(ana, tricky):  # noqa: F811
    choose(ana)
    happen("Plan A", to=[ana])
    tricky.on_open = [ConnectionRefusedError()] * 2
    assert turn(NEXT) == 0
    assert Digest.objects.get().state == "queued"
    assert Delivery.objects.get().state == "held"
    happen("Plan B", to=[ana], at=NEXT)
    assert turn(NEXT + timedelta(hours=1)) == 0
    assert turn(NEXT + timedelta(days=2)) == 2
    assert [words.count("Ya abrió") for words in sent_words()] == [1, 1]


def test_after_a_long_outage_all_that_is_overdue_goes_in_one_mail(ana):
    choose(ana)
    for day in range(4):
        happen(f"Plan {day}", to=[ana], at=NOW + timedelta(days=day))
    assert Delivery.objects.values("not_before").distinct().count() == 4
    assert turn(NOW + timedelta(days=5)) == 1
    ((words),) = sent_words()
    assert all(f"Plan {day}" in words for day in range(4))


def test_news_that_is_known_too_late_for_a_digest_goes_with_the_next(ana):
    choose(ana)
    happen("Plan A", to=[ana])
    turn(NEXT)
    happen("Plan B", to=[ana], at=NOW)  # a slow relay read its clock before the digest left
    assert turn(NEXT) == 0
    assert Delivery.objects.get(state="held").not_before == NEXT + timedelta(days=1)
    assert turn(NEXT + timedelta(days=1)) == 1
    assert Digest.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_bind_and_send_each_piece_once(ana):
    """Four sweeps at once. The person's row lock and the unique moment of a digest keep them from binding twice."""
    choose(ana)
    happen(*[f"Plan {n}" for n in range(8)], to=[ana])

    def sweep():
        gather(NEXT)
        deliver(NEXT)

    assert run_together(*[sweep] * 4) == []
    turn(NEXT)
    assert len(mail.outbox) == 1
    assert all(f"Plan {n}" in mail.outbox[0].body for n in range(8))


@pytest.mark.django_db(transaction=True)
def test_without_the_persons_lock_two_sweeps_would_read_the_same_news(ana):
    """What the lock is for: both read the same held rows while neither has committed."""
    choose(ana)
    happen("Plan", to=[ana])
    read = []

    def unlocked():
        with transaction.atomic():
            read.append(Delivery.objects.filter(state="held", digest=None).get().pk)
            while len(read) < 2:
                connection.ensure_connection()

    assert run_together(unlocked, unlocked) == []
    assert len(set(read)) == 1


@pytest.mark.parametrize("count", [1, 40])
def test_binding_costs_the_same_for_one_and_many(ana, count, django_assert_num_queries):
    choose(ana)
    happen(*[f"Plan {n}" for n in range(count)], to=[ana])
    with django_assert_num_queries(12):  # with the savepoints
        gather(NEXT)


# --- Choosing ---------------------------------------------------------------------------------------------------------


def test_going_back_to_mails_at_once_sends_what_waited_in_one_last_mail(ana):
    choose(ana)
    happen("Plan A", "Plan B", to=[ana])
    choose(ana, rhythm="now", at=NOW + timedelta(hours=1))
    assert turn(NOW + timedelta(hours=1)) == 1
    happen("Plan C", to=[ana], at=NOW + timedelta(hours=2))
    assert turn(NOW + timedelta(hours=2)) == 1
    assert [("Plan A" in words, "Plan C" in words) for words in sent_words()] == [(True, False), (False, True)]


def test_what_waits_follows_a_new_plan_and_a_new_zone(ana):
    choose(ana)
    happen("Plan A", to=[ana])
    choose(ana, rhythm="weekly", weekday=2, hour=18, zone="America/Tijuana")
    assert Delivery.objects.get().not_before == datetime(2026, 11, 26, 2, 0, tzinfo=UTC)  # Wednesday at six there


def test_short_messages_never_wait_for_a_digest(ana):
    Person.objects.filter(pk=ana.pk).update(phone="+523312345678", phone_verified=True)
    ana.refresh_from_db()
    choose(ana)
    set_preferences(by=ana, wanted={("phases", "sms"): True}, at=NOW)
    happen("Plan A", to=[ana])
    assert sorted(Delivery.objects.values_list("channel", "state")) == [("email", "held"), ("sms", "queued")]


@pytest.mark.parametrize(
    "wrong",
    [{"rhythm": "hourly"}, {"hour": 24}, {"hour": -1}, {"weekday": 7}, {"zone": "Mars/Olympus"}, {"zone": "../x"}],
)
def test_the_act_refuses_what_does_not_exist(ana, wrong):
    with pytest.raises(ValidationError):
        choose(ana, **wrong)
    assert not MailPlan.objects.exists()
    assert not Event.objects.exists()


def test_a_closed_account_chooses_nothing(ana):
    Person.objects.filter(pk=ana.pk).update(is_active=False)
    ana.refresh_from_db()
    with pytest.raises(ActDenied):
        choose(ana)
    assert not MailPlan.objects.exists()


def test_the_page_keeps_the_choice_and_shows_it(ana):
    client = client_of(ana)
    given = {"rhythm": "weekly", "hour": "18", "weekday": "4", "time_zone": "America/Tijuana"}
    assert client.post(PLAN, given)["Location"] == PAGE
    plan = MailPlan.objects.get(person=ana)
    ana.refresh_from_db()
    assert (plan.rhythm, plan.hour, plan.weekday, ana.time_zone) == ("weekly", 18, 4, "America/Tijuana")
    html = client.get(PAGE).content.decode()
    assert re.search(r'value="weekly"[^>]*checked', html)
    assert '<option value="America/Tijuana" selected>' in html
    client.post(PLAN, given)
    assert Event.objects.filter(name="participation.preferences.changed").count() == 1


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"rhythm": "x", "hour": "8", "weekday": "0"},
        {"rhythm": "daily", "hour": "99999999999999999999", "weekday": "0"},
        {"rhythm": "daily", "hour": "8", "weekday": "\x00"},
        {"rhythm": "daily", "hour": "8", "weekday": "0", "time_zone": "<script>"},
    ],
)
def test_nonsense_is_said_and_changes_nothing(ana, given):
    answer = client_of(ana).post(PLAN, given)
    assert answer.status_code == 200
    assert 'id="errores"' in answer.content.decode()
    assert '<script>"' not in answer.content.decode()
    assert not MailPlan.objects.exists()


def test_who_is_not_signed_in_is_sent_to_sign_in(client, ana):
    for url in (PLAN, "/cuenta/notificaciones/preferencias/otra-vez/"):
        assert client.post(url, {"rhythm": "daily"}).status_code in {200, 302}
    assert not MailPlan.objects.exists()
    assert not Notice.objects.exists()


def test_a_failed_digest_is_tried_again_whole_and_its_parts_not_alone(ana, carla, tricky):  # noqa: F811
    import smtplib

    choose(ana)
    happen("Plan A", "Plan B", to=[ana])
    tricky.on_send = [smtplib.SMTPDataError(554, b"spam")]
    turn(NEXT)
    digest = Digest.objects.get()
    assert digest.state == "failed"
    assert set(Delivery.objects.values_list("state", flat=True)) == {"failed"}
    with pytest.raises(ActDenied) as denied:
        retry_delivery(delivery=Delivery.objects.first(), by=carla, at=NEXT)
    assert denied.value.denial.code == "in_digest"
    with pytest.raises(ActDenied):
        retry_delivery(delivery=digest, by=ana, at=NEXT)
    retry_delivery(delivery=digest, by=carla, at=NEXT)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"held"}
    assert turn(NEXT) == 1
    assert "Plan A" in mail.outbox[0].body
    assert "Plan B" in mail.outbox[0].body
    assert TrickyBackend.opened == 2
