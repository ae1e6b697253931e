"""Sending: once, and never again where it may have left."""

import smtplib
import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction

from participation.access.verdict import ActDenied
from participation.events.relay import relay
from participation.models import Delivery, Event, Person
from participation.notifications import deliveries
from participation.notifications.actions import resend_unknown, retry_delivery, set_preferences
from participation.notifications.channels.sms import MemoryProvider, SmsFailed, SmsRefused
from participation.notifications.deliveries import BACK_OFF, LEASE, MAX_ATTEMPTS, _claim, deliver
from participation.notifications.suppression import is_suppressed
from tests.factories import make_process
from tests.participation.events.test_stamping import run_together
from tests.participation.notifications.helpers import follow, phase_opened
from tests.personas import NOW, make_person

pytestmark = pytest.mark.django_db
PATH = "tests.participation.notifications.test_deliveries.TrickyBackend"


class TrickyBackend(EmailBackend):
    """A mail server that fails as told: while opening, or while sending."""

    on_open: list[Exception | None] = []
    on_send: list[Exception | None] = []
    opened = 0

    def open(self):
        type(self).opened += 1
        error = self.on_open.pop(0) if self.on_open else None
        if error:
            raise error
        return True

    def send_messages(self, messages):
        error = self.on_send.pop(0) if self.on_send else None
        if error:
            raise error
        return super().send_messages(messages)


@pytest.fixture
def tricky(settings):
    settings.EMAIL_BACKEND = PATH
    TrickyBackend.on_open, TrickyBackend.on_send, TrickyBackend.opened = [], [], 0
    return TrickyBackend


@pytest.fixture
def waiting(ana):
    """One delivery that waits, to Ana."""
    process = make_process("Plan Municipal de Desarrollo")
    follow(process.subject, ana)
    phase_opened(process.subject)
    relay(NOW)
    return Delivery.objects.get()


def state(delivery):
    delivery.refresh_from_db()
    return delivery.state


def test_a_mail_is_sent_once(waiting):
    assert deliver(NOW) == 1
    assert deliver(NOW) == 0
    assert len(mail.outbox) == 1
    assert state(waiting) == "sent"
    assert (waiting.sent_at, waiting.lease_until, waiting.attempts) == (NOW, None, 1)


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError(111, "refused"),
        TimeoutError("slow"),
        smtplib.SMTPConnectError(421, b"later"),
        smtplib.SMTPAuthenticationError(535, b"wrong password"),
    ],
)
def test_while_the_server_is_not_reached_nothing_left_and_it_is_tried_later(waiting, tricky, error):
    tricky.on_open = [error]
    assert deliver(NOW) == 0
    assert state(waiting) == "queued"
    assert waiting.not_before == NOW + BACK_OFF[0]
    assert type(error).__name__ in waiting.error
    assert deliver(NOW + BACK_OFF[0] - timedelta(seconds=1)) == 0
    assert deliver(NOW + BACK_OFF[0]) == 1
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("error", "becomes"),
    [
        (smtplib.SMTPRecipientsRefused({"ana@example.org": (450, b"mailbox busy")}), "queued"),
        (smtplib.SMTPRecipientsRefused({"ana@example.org": (550, b"no such user")}), "failed"),
        (smtplib.SMTPSenderRefused(451, b"later", "x"), "queued"),
        (smtplib.SMTPSenderRefused(553, b"never", "x"), "failed"),
        (smtplib.SMTPDataError(452, b"disk full"), "queued"),
        (smtplib.SMTPDataError(554, b"spam"), "failed"),
        (smtplib.SMTPServerDisconnected("gone in the middle"), "unknown"),
        (TimeoutError("no word after DATA"), "unknown"),
        (ValueError("header with a line break"), "failed"),
    ],
)
def test_what_the_server_says_decides(waiting, tricky, error, becomes):
    tricky.on_send = [error]
    assert deliver(NOW) == 0
    assert state(waiting) == becomes
    assert mail.outbox == []
    # Only what was queued again is ever tried again.
    assert deliver(NOW + timedelta(days=1)) == (1 if becomes == "queued" else 0)


def test_a_sender_that_died_leaves_an_unknown_outcome_that_is_never_repeated(waiting):
    assert _claim(NOW).pk == waiting.pk  # and here the process is killed
    assert deliver(NOW + LEASE - timedelta(seconds=1)) == 0
    assert state(waiting) == "sending"
    assert deliver(NOW + LEASE) == 0
    assert state(waiting) == "unknown"
    assert deliver(NOW + timedelta(days=30)) == 0
    assert mail.outbox == []


def test_a_slow_sender_does_not_overwrite_what_counts_as_unknown_by_then(waiting, tricky, monkeypatch):
    def slow(self, messages):
        Delivery.objects.update(state="unknown", lease_until=None)
        return 1

    monkeypatch.setattr(TrickyBackend, "send_messages", slow)
    deliver(NOW)
    assert state(waiting) == "unknown"


def test_it_gives_up_after_the_last_attempt(waiting, tricky):
    at = NOW
    tricky.on_open = [ConnectionRefusedError()] * 50
    for _n in range(MAX_ATTEMPTS + 3):
        deliver(at)
        at += timedelta(days=2)
    assert state(waiting) == "failed"
    assert waiting.attempts == MAX_ATTEMPTS


def test_an_unreachable_server_is_asked_once_for_a_batch(tricky):
    process = make_process()
    follow(process.subject, *[make_person(f"P{n}") for n in range(5)])
    phase_opened(process.subject)
    relay(NOW)
    tricky.on_open = [ConnectionRefusedError()]
    assert deliver(NOW) == 0
    assert tricky.opened == 1
    assert Delivery.objects.filter(state="queued", attempts=0).count() == 4


def test_a_batch_goes_over_one_connection(tricky):
    process = make_process()
    follow(process.subject, *[make_person(f"P{n}") for n in range(5)])
    phase_opened(process.subject)
    relay(NOW)
    assert deliver(NOW) == 5
    assert tricky.opened == 1


def test_who_changed_their_mind_or_left_gets_no_mail(waiting, ana):
    set_preferences(by=ana, wanted={("phases", "email"): False}, at=NOW)
    assert deliver(NOW) == 0
    assert (state(waiting), waiting.error) == ("dropped", "no longer wanted")


@pytest.mark.parametrize("change", [{"is_active": False}, {"erased_at": NOW}, {"email": None}])
def test_a_closed_account_gets_no_mail(waiting, ana, change):
    Person.objects.filter(pk=ana.pk).update(**change)
    assert deliver(NOW) == 0
    assert state(waiting) == "dropped"
    assert mail.outbox == []


def test_a_mail_that_cannot_be_made_is_tried_again_and_not_unknown(waiting, monkeypatch):
    def broken(*_arguments):
        raise KeyError("template")

    monkeypatch.setattr("participation.notifications.channels.email.make_message", broken)
    assert deliver(NOW) == 0
    assert state(waiting) == "queued"


def test_a_text_message_for_who_asked_for_it(ana, monkeypatch):
    monkeypatch.setattr(MemoryProvider, "outbox", [])
    Person.objects.filter(pk=ana.pk).update(phone="+523312345678", phone_verified=True, lang="en")
    ana.refresh_from_db()
    set_preferences(by=ana, wanted={("phases", "sms"): True, ("phases", "email"): False}, at=NOW)
    process = make_process("Plan")
    follow(process.subject, ana)
    phase_opened(process.subject)
    relay(NOW)
    assert deliver(NOW) == 1
    ((number, text),) = MemoryProvider.outbox
    assert number == "+523312345678"
    assert text == f"Azotea: “Propuestas” is open in “Plan” http://testserver/en{process.subject.path}"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_senders_at_once_send_each_mail_once():
    """Four senders share forty mails. The claim is what keeps them apart: a read without it hands out the same row."""
    process = make_process()
    follow(process.subject, *[make_person(f"P{n}") for n in range(40)])
    phase_opened(process.subject)
    relay(NOW)
    sent = []
    assert run_together(*[lambda: sent.append(deliver(NOW))] * 4) == []
    assert sum(sent) == 40
    assert len(mail.outbox) == 40
    assert len({tuple(message.to) for message in mail.outbox}) == 40


@pytest.mark.django_db(transaction=True)
def test_without_the_row_lock_two_senders_would_take_the_same_delivery(ana):
    """What _claim does without FOR UPDATE SKIP LOCKED: both read the row while neither has committed."""
    process = make_process()
    follow(process.subject, ana)
    phase_opened(process.subject)
    relay(NOW)
    read = []

    def unlocked():
        with transaction.atomic():
            read.append(Delivery.objects.filter(state="queued").order_by("id").first().pk)
            while len(read) < 2:
                connection.ensure_connection()

    assert run_together(unlocked, unlocked) == []
    assert len(set(read)) == 1
    claims = []
    assert run_together(*[lambda: claims.append(_claim(NOW))] * 2) == []
    assert sorted(claim is not None for claim in claims) == [False, True]


def test_a_steward_tries_a_failed_one_again_but_never_an_unknown_one_by_the_same_act(waiting, carla, ana):
    Delivery.objects.update(state="failed", attempts=7, error="550")
    with pytest.raises(ActDenied) as denied:
        retry_delivery(delivery=waiting, by=ana, at=NOW)
    assert denied.value.denial.code == "role_missing"
    assert state(waiting) == "failed"
    retry_delivery(delivery=waiting, by=carla, at=NOW)
    assert (state(waiting), waiting.attempts) == ("queued", 0)
    for other in ("unknown", "sent", "sending", "queued"):
        Delivery.objects.update(state=other)
        with pytest.raises(ActDenied) as denied:
            retry_delivery(delivery=waiting, by=carla, at=NOW)
        assert denied.value.denial.code == "not_failed"
        assert state(waiting) == other


def test_an_unknown_one_is_sent_again_only_on_purpose_with_a_reason(waiting, carla, ana):
    Delivery.objects.update(state="unknown", attempts=1)
    for person, reason, wrong in ((ana, "Se perdió.", ActDenied), (carla, "  ", ValidationError)):
        with pytest.raises(wrong):
            resend_unknown(delivery=waiting, reason=reason, by=person, at=NOW)
        assert state(waiting) == "unknown"
    resend_unknown(delivery=waiting, reason="No está en el registro del servidor.", by=carla, at=NOW)
    assert (state(waiting), waiting.attempts) == ("queued", 0)
    event = Event.objects.get(name="participation.delivery.resent")
    assert event.payload == {"delivery": waiting.pk, "reason": "No está en el registro del servidor."}
    assert event.actor == carla
    assert deliver(NOW) == 1
    for other in ("failed", "sent", "sending", "queued", "dropped", "bounced"):
        Delivery.objects.update(state=other)
        with pytest.raises(ActDenied) as denied:
            resend_unknown(delivery=waiting, reason="x", by=carla, at=NOW)
        assert denied.value.denial.code == "not_unknown"


@pytest.mark.parametrize(
    ("answer", "stopped"),
    [
        (b"5.1.1 <ana@example.org>: no such user", True),
        (b"5.1.10 null MX", True),
        (b"5.7.1 your network is blocked, ana@example.org", False),
        (b"5.2.2 mailbox full", False),
        (b"no such user", False),
    ],
)
def test_an_address_that_does_not_exist_is_left_alone_from_then_on(waiting, tricky, ana, answer, stopped):
    tricky.on_send = [smtplib.SMTPRecipientsRefused({"ana@example.org": (550, answer)})]
    assert deliver(NOW) == 0
    assert state(waiting) == "failed"
    assert "ana@" not in waiting.error  # what officials read names nobody
    assert is_suppressed("ana@example.org") is stopped
    assert is_suppressed(" ANA@example.org") is stopped
    Delivery.objects.update(state="queued")
    assert deliver(NOW) == (0 if stopped else 1)
    assert state(waiting) == ("dropped" if stopped else "sent")


@pytest.mark.django_db(transaction=True)
def test_only_as_many_senders_as_were_set_work_at_a_time(settings, ana, bruno, fausto):
    """Each sender holds one message: with one sender, no kill leaves two unknown. Without the lock both would send."""
    process = make_process()
    follow(process.subject, ana, bruno, fausto)
    phase_opened(process.subject)
    relay(NOW)
    inside, go_on, results = threading.Event(), threading.Event(), {}

    class Slow(EmailBackend):
        def send_messages(self, messages):
            inside.set()
            go_on.wait(20)
            return super().send_messages(messages)

    settings.EMAIL_BACKEND = f"{__name__}.SlowBackend"
    globals()["SlowBackend"] = Slow

    def first():
        try:
            results["first"] = deliver(NOW)
        finally:
            connection.close()

    sender = threading.Thread(target=first)
    sender.start()
    assert inside.wait(20)
    results["second"] = deliver(NOW)
    assert Delivery.objects.filter(state="sending").count() == 1
    go_on.set()
    sender.join(20)
    assert results == {"first": 3, "second": 0}
    settings.AZOTEA_MAIL_SENDERS = 2
    assert deliveries._take_lane() == 0
    try:
        assert deliver(NOW) == 0  # the second place was free; nothing was left to send
    finally:
        deliveries._leave_lane(0)


def test_a_way_that_was_turned_off_sends_nothing(ana, settings, monkeypatch):
    monkeypatch.setattr(MemoryProvider, "outbox", [])
    Person.objects.filter(pk=ana.pk).update(phone="+523312345678", phone_verified=True, email=None)
    set_preferences(by=ana, wanted={("phases", "sms"): True}, at=NOW)
    process = make_process()
    follow(process.subject, ana)
    phase_opened(process.subject)
    relay(NOW)
    assert Delivery.objects.get().channel == "sms"
    settings.AZOTEA_SMS_PROVIDER = ""
    assert deliver(NOW) == 0
    assert Delivery.objects.get().state == "dropped"
    settings.AZOTEA_SMS_NOTICES = False
    phase_opened(process.subject)
    relay(NOW)
    assert Delivery.objects.count() == 1  # off: nothing more is put on its way
    assert MemoryProvider.outbox == []


class Gateway:
    """A WhatsApp provider of the same shape as those of short messages; fails as told."""

    fails: list[Exception] = []
    sent: list[tuple[str, str]] = []

    def send(self, *, to, text):
        if self.fails:
            raise self.fails.pop(0)
        self.sent.append((to, text))


@pytest.mark.parametrize(
    ("error", "becomes"),
    [(None, "sent"), (SmsFailed("later"), "queued"), (SmsRefused("no number"), "failed"), (OSError("cut"), "unknown")],
)
def test_whatsapp_has_the_same_shape_and_only_transient_errors_are_tried_again(ana, settings, error, becomes):
    settings.AZOTEA_WHATSAPP_PROVIDER = f"{__name__}.Gateway"
    Gateway.fails, Gateway.sent = [error] if error else [], []
    Person.objects.filter(pk=ana.pk).update(phone="+523312345678", phone_verified=True, email=None)
    set_preferences(by=ana, wanted={("phases", "whatsapp"): True}, at=NOW)
    process = make_process("Plan")
    follow(process.subject, ana)
    phase_opened(process.subject)
    relay(NOW)
    deliver(NOW)
    assert [(row.channel, row.state) for row in Delivery.objects.all()] == [("whatsapp", becomes)]
    assert len(Gateway.sent) == (0 if error else 1)
