"""Announcements by their acts: to whom they go, to whom not, once, and what stops them."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client

from participation.access.pending.actions import confirm_act, propose_act
from participation.access.verdict import ActDenied
from participation.announcements import actions, policies, segments
from participation.announcements.counts import progress, reach
from participation.announcements.counts import told as in_words
from participation.announcements.segments import Segment, register_segment
from participation.announcements.sensitive import send_arguments
from participation.announcements.texts import plain
from participation.events.relay import relay
from participation.follows.actions import follow
from participation.models import Consent, Delivery, Event, Notice, Person, Suppression, TwoPeople, Verification
from participation.notifications import fanout
from participation.notifications.actions import plan_mails, suppress_address
from participation.notifications.deliveries import deliver
from participation.notifications.fanout import tell_chunk
from participation.notifications.unsubscribe import make_token, path_of
from proposals.models import Support
from tests.factories import make_call, make_comment, make_process, make_proposal, make_territory
from tests.participation.announcements.helpers import BODY, ENGLISH, agree, draft, send, told
from tests.personas import NOW, official
from tests.personas import client_of as official_client

pytestmark = pytest.mark.django_db


def test_it_goes_to_those_who_agreed_in_their_language_once(ana, bruno, fausto, carla):
    agree(ana, bruno)
    Person.objects.filter(pk=bruno.pk).update(lang="en")
    row = send(draft(carla, translations=ENGLISH), carla)
    assert (row.state, row.people, row.left_out) == ("started", 2, 1)
    relay(NOW)
    relay(NOW)
    assert told(row) == ["Ana", "Bruno"]
    assert deliver(NOW) == 2
    assert deliver(NOW) == 0
    mails = {message.to[0]: message for message in mail.outbox}
    spanish, english = mails["ana@example.org"], mails["bruno@example.org"]
    assert (spanish.subject, english.subject) == ("Noticias de noviembre", "News of November")
    assert spanish.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    html = spanish.alternatives[0].content
    assert "<h2>Parques</h2>" in html
    assert f'href="{settings.AZOTEA_BASE_URL}/procesos/parques/"' in html
    assert (
        f"Parques\n\nYa se puede proponer ({settings.AZOTEA_BASE_URL}/procesos/parques/).\n\n- Uno\n- Dos"
        in spanish.body
    )
    assert "You can propose now." in english.body
    assert f"/en/boletines/{row.pk}/" in english.body


def test_nobody_is_reached_who_may_not_be(ana, bruno, fausto, carla):
    """Blocked, closed and suppressed ones, and whoever took the consent back between the fan-out and the sending."""
    elena, raul = Person.objects.create_user("e@example.org", name="Elena"), Person.objects.create_user("r@example.org")
    agree(ana, bruno, fausto, elena, raul, carla)
    Person.objects.filter(pk=bruno.pk).update(blocked_at=NOW - timedelta(days=1))
    Person.objects.filter(pk=fausto.pk).update(is_active=False)
    suppress_address(address="e@example.org", reason="bounce", detail="", at=NOW)
    row = send(draft(carla), carla)
    assert (row.people, row.left_out) == (3, 0)  # not the blocked, the closed, nor who sends it
    relay(NOW)
    Consent.objects.filter(person=raul).update(withdrawn_at=NOW)
    deliver(NOW)
    assert [message.to for message in mail.outbox] == [["ana@example.org"]]
    assert sorted(
        Delivery.objects.filter(notice__kind="newsletters").values_list("notice__person__email", "state")
    ) == [
        ("ana@example.org", "sent"),
        ("e@example.org", "dropped"),
        ("r@example.org", "dropped"),
    ]


def test_each_group(ana, bruno, fausto, carla, monkeypatch):
    """Residents are those of the verification in force, with what lies in the territory; taking part is any way of it."""
    agree(ana, bruno, fausto)
    city = make_territory("Ciudad")
    Verification.objects.filter(person=ana).update(territory=make_territory("Centro", parent=city))
    call = make_call()
    process = call.process.subject
    proposal = make_proposal(call, author=fausto)
    other = make_proposal(make_call(), author=ana)
    Support.objects.create(proposal=proposal, person=bruno, component=call, at=NOW)
    make_comment(proposal.subject, author=ana)
    follow(subject=process, by=bruno, at=NOW)
    expected = {
        ("all", None, None): ["Ana", "Bruno", "Fausto"],
        ("verified", None, None): ["Ana"],
        ("territory", None, city): ["Ana"],
        ("territory", None, make_territory("Otra")): [],
        ("participants", process, None): ["Ana", "Bruno", "Fausto"],
        ("participants", other.component.process.subject, None): ["Ana"],
        ("followers", process, None): ["Bruno"],
        ("supporters", proposal.subject, None): ["Bruno"],
        ("supporters", other.subject, None): [],
    }
    for (segment, scope, territory), names in expected.items():
        row = send(draft(carla, segment=segment, scope=scope, territory=territory), carla)
        relay(NOW)
        assert (segment, told(row)) == (segment, names)
    monkeypatch.setattr(segments, "_segments", dict(segments._segments))
    register_segment(Segment("named-ana", "Ana", "Ana", lambda target: _named("Ana")))
    row = send(draft(carla, segment="named-ana"), carla)
    relay(NOW)
    assert told(row) == ["Ana"]
    with pytest.raises(ValueError, match="registered twice"):
        register_segment(Segment("all", "x", "x", lambda target: _named("x")))


def _named(name):
    from django.db.models import Q

    return Q(name=name)


def test_one_click_withdraws_the_consent_and_agreeing_again_is_enough(ana, carla):
    agree(ana)
    row = send(draft(carla), carla)
    relay(NOW)
    address = path_of(make_token(ana, "newsletters"))
    assert Client(enforce_csrf_checks=True).post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Consent.objects.filter(person=ana, withdrawn_at=None).exists()
    assert deliver(NOW) == 0
    agree(ana)
    again = send(draft(carla), carla)
    relay(NOW)
    assert deliver(NOW) == 1
    assert (told(row), told(again)) == (["Ana"], ["Ana"])


def test_stopping_spares_whoever_was_not_reached_and_a_digest_too(ana, bruno, carla):
    agree(ana, bruno)
    plan_mails(by=bruno, rhythm="daily", hour=8, weekday=0, time_zone="", at=NOW)
    row = send(draft(carla), carla)
    relay(NOW)
    assert deliver(NOW) == 1
    seen = progress(row)
    assert (seen.prepared, seen.mails, seen.finished) == (2, {"sent": 1, "held": 1}, True)
    with pytest.raises(ValidationError):
        actions.stop_announcement(announcement=row, reason=" ", by=carla, at=NOW)
    actions.stop_announcement(announcement=row, reason="La fecha estaba mal.", by=carla, at=NOW)
    from participation.notifications.digests import gather

    gather(NOW + timedelta(days=2))
    assert deliver(NOW + timedelta(days=2)) == 0
    assert len(mail.outbox) == 1
    later = send(draft(carla), carla)
    actions.stop_announcement(announcement=later, reason="Mejor no.", by=carla, at=NOW)
    relay(NOW)
    assert told(later) == []


def test_the_life_of_a_draft(ana, carla):
    agree(ana)
    row = draft(carla)
    actions.edit_announcement(
        announcement=row, kind="announcement", segment="all", title="Otra", body=BODY, by=carla, at=NOW
    )
    tomorrow = NOW + timedelta(days=1)
    for wrong in (NOW - timedelta(minutes=1), NOW, NOW + timedelta(days=400)):
        with pytest.raises(ValidationError):
            actions.schedule_announcement(announcement=row, send_at=wrong, by=carla, at=NOW)
    actions.schedule_announcement(announcement=row, send_at=tomorrow, by=carla, at=NOW)
    assert actions.start_announcement(announcement=row, at=NOW).state == "scheduled"
    with pytest.raises(ActDenied, match="Only a draft|Solo un borrador"):
        actions.schedule_announcement(announcement=row, send_at=tomorrow, by=carla, at=NOW)
    actions.take_back_announcement(announcement=row, by=carla, at=NOW)
    actions.schedule_announcement(announcement=row, send_at=tomorrow, by=carla, at=NOW)
    assert actions.start_announcement(announcement=row, at=tomorrow).state == "started"
    assert actions.start_announcement(announcement=row, at=tomorrow).event == Event.objects.get(
        name="announcements.announcement.started"
    )
    gone = actions.discard_announcement(announcement=draft(carla), by=carla, at=NOW)
    assert gone.state == "discarded"
    names = Event.objects.filter(name__startswith="announcements.", payload__announcement=row.pk).order_by("pk")
    assert [name.rpartition(".")[2] for name in names.values_list("name", flat=True)] == [
        "drafted", "edited", "scheduled", "taken_back", "scheduled", "started",
    ]  # fmt: skip
    assert "ana" not in str(list(names.values_list("payload", flat=True))).lower()


def test_who_lost_the_role_sends_nothing_and_the_draft_says_why(ana, carla):
    agree(ana)
    call = make_call()
    steward = official("Sara", "steward", call.process.subject)
    row = draft(steward, segment="followers", scope=call.process.subject)
    actions.schedule_announcement(announcement=row, send_at=NOW + timedelta(hours=1), by=steward, at=NOW)
    steward.roles.update(ended_at=NOW)
    row = actions.start_announcement(announcement=row, at=NOW + timedelta(hours=1))
    assert (row.state, row.send_at, row.event) == ("draft", None, None)
    assert row.problem


def test_a_test_goes_to_its_sender_alone_and_at_once(ana, carla):
    agree(ana)
    plan_mails(by=carla, rhythm="weekly", hour=8, weekday=0, time_zone="", at=NOW)
    row = draft(carla)
    actions.test_announcement(announcement=row, by=carla, at=NOW)
    relay(NOW)
    assert deliver(NOW) == 1
    (message,) = mail.outbox
    assert message.to == ["carla@example.org"]
    assert message.subject == "Prueba: Noticias de noviembre"
    Suppression.objects.all().delete()
    suppress_address(address="carla@example.org", reason="bounce", detail="", at=NOW)
    with pytest.raises(ActDenied):
        actions.test_announcement(announcement=row, by=carla, at=NOW)


def test_two_people_where_the_installation_asks_for_them(ana, carla):
    agree(ana)
    TwoPeople.objects.create(kind=policies.SEND, set_by=carla, since=NOW)
    second, row = official("Sonia", "steward"), draft(carla)
    with pytest.raises(ActDenied):
        actions.schedule_announcement(announcement=row, send_at=None, by=carla, at=NOW)
    arguments = send_arguments(row, None)
    pending = propose_act(kind=policies.SEND, arguments=arguments, reason="Sale hoy a las cinco", by=carla, at=NOW)
    confirm_act(pending=pending, by=second, at=NOW)
    assert actions.start_announcement(announcement=row, at=NOW).state == "started"
    changed = draft(carla)
    pending = propose_act(
        kind=policies.SEND, arguments=send_arguments(changed, None), reason="Sale hoy a las cinco", by=carla, at=NOW
    )
    actions.edit_announcement(
        announcement=changed, kind="newsletter", segment="all", title="Distinto", body=BODY, by=carla,
        at=NOW + timedelta(minutes=1),
    )  # fmt: skip
    with pytest.raises(ValidationError):
        confirm_act(pending=pending, by=second, at=NOW + timedelta(minutes=2))


@pytest.mark.parametrize("wrong", [
    {"title": " "}, {"title": "x" * 151}, {"summary": "x" * 301}, {"body": "<script>x</script>"},
    {"body": "x" * 20_001}, {"kind": "spam"}, {"segment": "nobody"}, {"segment": "territory"},
    {"segment": "followers"}, {"translations": {"en": {"title": "Only a title"}}},
])  # fmt: skip
def test_what_cannot_be_kept(carla, wrong):
    with pytest.raises(ValidationError):
        draft(carla, **wrong)


def test_what_is_not_published_is_not_sent_about_nor_led_to(carla):
    process = make_process(state="draft")
    row = draft(carla, segment="followers", scope=process.subject)
    with pytest.raises(ActDenied) as denied:
        actions.schedule_announcement(announcement=row, send_at=None, by=carla, at=NOW)
    assert denied.value.denial.code == "not_public"
    with pytest.raises(ValidationError):
        draft(carla, links=[process.subject])


@pytest.mark.parametrize("count", [1, 30])
def test_a_chunk_costs_the_same_for_one_and_many(carla, count, monkeypatch, django_assert_num_queries):
    people = [Person.objects.create_user(email=f"x{n}@example.org", name=f"X{n}") for n in range(count)]
    agree(*people)
    row = send(draft(carla), carla)
    with django_assert_num_queries(5):  # the announcement, the group, its people, preferences; notices and deliveries
        tell_chunk(event=row.event, after=0, at=NOW)
    assert Notice.objects.filter(event=row.event).count() == count


def test_a_relay_that_dies_between_chunks_goes_on_and_tells_nobody_twice(carla, monkeypatch):
    people = [Person.objects.create_user(email=f"x{n}@example.org", name=f"X{n}") for n in range(7)]
    agree(*people)
    row = send(draft(carla), carla)
    whole, calls = fanout.tell_chunk, []

    def dies(**given):
        calls.append(given["after"])
        if len(calls) == 3:
            raise KeyboardInterrupt
        return whole(**given, size=2)

    monkeypatch.setattr(fanout, "tell_chunk", dies)
    with pytest.raises(KeyboardInterrupt):
        relay(NOW)
    relay(NOW + timedelta(minutes=6))
    assert len(told(row)) == 7
    assert Delivery.objects.filter(notice__event=row.event).count() == 7
    assert deliver(NOW + timedelta(minutes=6)) == 7


def test_small_numbers_single_nobody_out(ana, bruno, carla):
    agree(ana)
    found = reach(draft(carla), NOW)
    assert (found.people, found.left_out) == (1, 2)
    assert (found.people_told, found.left_out_told) == ("menos de 5", "menos de 5")
    assert [in_words(*pair) for pair in ((0, 900), (4, 900), (5, 900), (1204, 1300), (17, 40), (97, 99))] == [
        "menos de 5", "menos de 5", "5", "1,204", "alrededor de 15", "alrededor de 95",
    ]  # fmt: skip


def test_rich_text_reads_well_without_its_marks():
    html = "<p>Uno <b>dos</b></p><ol><li><p>a</p></li><li><p>b</p></li></ol><p>Ve <a href='https://x.mx'>https://x.mx</a></p>"
    assert plain(html) == "Uno dos\n\n1. a\n2. b\n\nVe https://x.mx"


def test_the_sweep_is_one_that_the_worker_knows(ana, carla):
    """What beat sends must be registered with the worker: an unknown name is thrown away without a word."""
    from config.celery import app

    app.loader.import_default_modules()
    wanted = {line["task"] for line in settings.CELERY_BEAT_SCHEDULE.values()}
    assert wanted - set(app.tasks) == set()
    agree(ana)
    row = draft(carla)
    actions.schedule_announcement(announcement=row, send_at=None, by=carla, at=NOW - timedelta(days=400))
    app.tasks["participation.announcements.start_due"]()
    row.refresh_from_db()
    assert row.state == "started"


def test_another_one_begins_with_the_text_of_one_that_was_sent(ana, bruno, carla):
    shown, hidden = make_process(title="Parques").subject, make_process(title="Plazas").subject
    agree(ana)
    row = send(draft(carla, translations=ENGLISH, summary="Lo nuevo", links=[shown, hidden]), carla)
    type(hidden).objects.filter(pk=hidden.pk).update(state="hidden")
    with pytest.raises(ActDenied):
        actions.duplicate_announcement(announcement=row, by=bruno, at=NOW)
    answer = official_client(carla).post(f"/admin/participation/announcement/{row.pk}/duplicar/")
    copy = type(row).objects.exclude(pk=row.pk).get()
    assert answer["Location"] == f"/admin/participation/announcement/{copy.pk}/change/"
    assert (copy.state, copy.event, copy.send_at, copy.people) == ("draft", None, None, None)
    assert (copy.title, copy.summary, copy.body, copy.translations) == (
        row.title, row.summary, row.body, row.translations,
    )  # fmt: skip
    assert list(copy.links.all()) == [shown]  # what nobody may see any more is left out
    assert Event.objects.get(name="announcements.announcement.drafted", payload__copy_of=row.pk).actor == carla
    assert told(row) == []
