"""What one chooses for one thing goes before what one chose in general."""

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client

from participation.access.verdict import ActDenied
from participation.events.record import record
from participation.events.relay import relay
from participation.models import Delivery, Event, Follow, Notice, Person, Preference, Subject, SubjectChoice
from participation.notifications.actions import choose_for_subject, set_preferences, stop_emails
from participation.notifications.deliveries import deliver
from participation.notifications.registry import all_kinds
from participation.notifications.unsubscribe import make_token
from tests.factories import make_call, make_comment, make_process, make_proposal
from tests.participation.notifications.helpers import follow, phase_opened
from tests.personas import NOW, client_of

pytestmark = pytest.mark.django_db


def choose(person, subject, level):
    choose_for_subject(subject=subject, level=level, by=person, person=person, at=NOW)


def about(subject):
    return f"/cuenta/notificaciones/sobre/{subject.pk}/"


def comment_on(proposal, by):
    comment = make_comment(proposal.subject, author=by)
    return record(
        "participation.comment.made", subject=proposal.subject, by=by, at=NOW,
        payload={"comment": comment.pk, "parent": None, "root": None},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("general", "level", "inbox", "ways"),
    [
        ({}, "", 1, []),
        ({}, "all", 1, ["email"]),
        ({}, "here", 1, []),
        ({}, "nothing", 0, []),
        ({"web": False, "email": False}, "", 0, []),
        ({"web": False, "email": False}, "all", 1, ["email"]),
        ({"web": False, "email": True}, "here", 1, []),
        ({"email": True, "sms": True}, "nothing", 0, []),
        ({"email": True, "sms": True}, "here", 1, []),
        ({"sms": True}, "all", 1, ["email", "sms"]),
    ],
)
def test_the_specific_wins(ana, bruno, general, level, inbox, ways):
    proposal = make_proposal(make_call())
    Person.objects.filter(pk=ana.pk).update(phone="+523312345678", phone_verified=True)
    follow(proposal.subject, ana)
    set_preferences(by=ana, wanted={("comments", way): wanted for way, wanted in general.items()}, at=NOW)
    choose(ana, proposal.subject, level)
    comment_on(proposal, bruno)
    relay(NOW)
    assert Notice.objects.filter(person=ana).count() == inbox
    assert sorted(Delivery.objects.filter(notice__person=ana).values_list("channel", flat=True)) == ways


def test_a_process_is_chosen_for_with_all_that_is_in_it_and_the_nearest_counts(ana, bruno, carla):
    call = make_call()
    process, quiet, loud, plain = call.process, make_proposal(call), make_proposal(call), make_proposal(call)
    follow(process.subject, ana)
    choose(ana, process.subject, "nothing")
    choose(ana, loud.subject, "all")
    for proposal in (quiet, loud, plain):
        record("proposals.proposal.published", subject=proposal.subject, by=carla, at=NOW)
    relay(NOW)
    assert list(Notice.objects.filter(person=ana).values_list("event__subject", flat=True)) == [loud.subject.pk]
    # Following one thing in what was silenced is a wish of its own.
    follow(plain.subject, ana)
    event = comment_on(plain, bruno)
    relay(NOW)
    assert Notice.objects.filter(event=event, person=ana).exists()
    event = comment_on(quiet, bruno)
    relay(NOW)
    assert not Notice.objects.filter(event=event, person=ana).exists()


def test_what_concerns_the_account_and_decisions_always_stand_in_the_list(ana, carla):
    proposal = make_proposal(make_call(), author=ana)
    follow(proposal.subject, ana)
    choose(ana, proposal.subject, "nothing")
    event = record(
        "participation.subject.hidden", subject=proposal.subject, by=carla, at=NOW, payload={"author": ana.pk}
    )
    relay(NOW)
    assert Notice.objects.get(event=event, person=ana).read_at is None


def test_who_silences_something_gets_no_mail_that_waited(ana):
    process = make_process()
    follow(process.subject, ana)
    phase_opened(process.subject)
    relay(NOW)
    choose(ana, process.subject, "here")
    assert deliver(NOW) == 0
    assert mail.outbox == []
    assert Delivery.objects.get().state == "dropped"


def test_who_stops_following_begins_anew(ana):
    from participation.follows.actions import follow as begin
    from participation.follows.actions import unfollow

    process = make_process()
    begin(subject=process.subject, by=ana, at=NOW)
    choose(ana, process.subject, "nothing")
    unfollow(subject=process.subject, by=ana, at=NOW)
    assert not SubjectChoice.objects.exists()


@pytest.mark.parametrize("count", [1, 30])
def test_a_chunk_with_choices_costs_the_same_for_one_and_many(count, django_assert_num_queries):
    from participation.notifications.fanout import tell_chunk

    process = make_process()
    people = [Person.objects.create_user(email=f"x{n}@example.org", name=f"X{n}") for n in range(count)]
    follow(process.subject, *people)
    for person in people:
        choose(person, process.subject, "all")
    event = phase_opened(process.subject)
    with django_assert_num_queries(6):  # one more than without choices: what they follow
        tell_chunk(event=event, after=0, at=NOW)


# --- The page ---------------------------------------------------------------------------------------------------------


def test_the_page_keeps_the_choice_and_the_list_of_follows_says_it(ana):
    process = make_process("Plan de obras")
    follow(process.subject, ana)
    client = client_of(ana)
    html = client.get(about(process.subject)).content.decode()
    assert "Plan de obras" in html
    assert html.count("<h1") == 1
    assert client.post(about(process.subject), {"level": "nothing"})["Location"] == "/cuenta/siguiendo/"
    assert SubjectChoice.objects.get().level == "nothing"
    listing = client.get("/cuenta/siguiendo/").content.decode()
    assert "en silencio" in listing
    assert about(process.subject) in listing
    client.post(about(process.subject), {"level": "nothing"})
    assert Event.objects.filter(name="participation.preferences.changed").count() == 1
    client.post(about(process.subject), {"level": ""})
    assert not SubjectChoice.objects.exists()


@pytest.mark.parametrize("count", [1, 12])
def test_the_list_of_follows_costs_the_same_for_one_and_many(ana, count, django_assert_num_queries):
    for n in range(count):
        process = make_process(f"Plan {n}")
        follow(process.subject, ana)
        choose(ana, process.subject, "here")
    client = client_of(ana)
    client.get("/cuenta/siguiendo/")
    with django_assert_num_queries(2):  # session with its person, list
        client.get("/cuenta/siguiendo/")


@pytest.mark.parametrize("level", ["everything", "\x00", "<script>alert(1)</script>", "a" * 5000])
def test_nonsense_is_said_and_changes_nothing(ana, level):
    process = make_process()
    follow(process.subject, ana)
    answer = client_of(ana).post(about(process.subject), {"level": level})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()
    assert not SubjectChoice.objects.exists()
    with pytest.raises(ValidationError):
        choose(ana, process.subject, level)


def test_what_one_may_not_see_is_not_found_unless_one_heard_of_it(ana, bruno):
    hidden = make_process("Secreto", state="draft")
    assert client_of(ana).get(about(hidden.subject)).status_code == 404
    assert client_of(ana).post(about(hidden.subject), {"level": "all"}).status_code == 404
    assert client_of(ana).get("/cuenta/notificaciones/sobre/99999999999999999999/").status_code == 404
    assert not SubjectChoice.objects.exists()
    # Whoever follows it since before may silence it, without reading its title.
    follow(hidden.subject, bruno)
    page = client_of(bruno).get(about(hidden.subject))
    assert page.status_code == 200
    assert "Secreto" not in page.content.decode()
    assert client_of(bruno).post(about(hidden.subject), {"level": "nothing"}).status_code == 302


def test_strangers_are_sent_to_sign_in(client):
    process = make_process()
    assert "/cuenta/entrar/" in client.get(about(process.subject))["Location"]
    assert client.post(about(process.subject), {"level": "all"}).status_code == 302
    assert not SubjectChoice.objects.exists()


def test_nobody_chooses_for_somebody_else(ana, bruno):
    process = make_process()
    with pytest.raises(ActDenied) as denied:
        choose_for_subject(subject=process.subject, level="all", by=bruno, person=ana, at=NOW)
    assert denied.value.denial.code == "not_yours"
    with pytest.raises(ActDenied) as denied:
        choose_for_subject(subject=process.subject, level="all", by=None, person=ana, at=NOW)
    assert denied.value.denial.code == "link_only_stops"
    assert not SubjectChoice.objects.exists()


# --- The link of a mail -----------------------------------------------------------------------------------------------


def link(person, kind="phases", subject=0):
    return f"/cuenta/notificaciones/baja/{make_token(person, kind, subject)}/"


def test_the_link_can_stop_one_thing_alone(ana):
    process = make_process("Plan de obras")
    follow(process.subject, ana)
    phase_opened(process.subject)
    relay(NOW)
    deliver(NOW)
    url = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")
    page = Client().get(url).content.decode()
    assert "Dejar de recibir solo los de “Plan de obras”" in page
    done = Client(enforce_csrf_checks=True).post(url, {"todo": "tema"}).content.decode()
    assert "Plan de obras" in done
    assert list(SubjectChoice.objects.values_list("subject", "level")) == [(process.subject.pk, "here")]
    assert not Preference.objects.exists()
    other = make_process("Otro")
    follow(other.subject, ana)
    phase_opened(process.subject)
    phase_opened(other.subject)
    relay(NOW)
    assert deliver(NOW) == 1
    assert "Otro" in mail.outbox[1].subject


def test_what_is_hidden_by_now_is_not_named_by_the_link(ana):
    process = make_process("Secreto")
    Subject.objects.filter(pk=process.subject.pk).update(state="hidden")
    page = Client().get(link(ana, subject=process.subject.pk))
    assert page.status_code == 200
    assert "Secreto" not in page.content.decode()
    Client().post(link(ana, subject=process.subject.pk), {"todo": "tema"})
    assert Preference.objects.get().wanted is False  # it stops the kind


def test_one_click_stops_the_kind_also_where_everything_was_asked_for(ana):
    process = make_process()
    follow(process.subject, ana)
    choose(ana, process.subject, "all")
    answer = Client(enforce_csrf_checks=True).post(
        link(ana, subject=process.subject.pk),
        "List-Unsubscribe=One-Click",
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 200
    phase_opened(process.subject)
    relay(NOW)
    assert Notice.objects.count() == 1
    assert not Delivery.objects.exists()
    assert Follow.objects.count() == 1


def test_stopping_all_mails_leaves_everything_in_the_list(ana, bruno):
    proposal = make_proposal(make_call())
    follow(proposal.subject, ana)
    choose(ana, proposal.subject, "all")
    stop_emails(person=ana, kinds=[kind.name for kind in all_kinds()], at=NOW)
    comment_on(proposal, bruno)
    relay(NOW)
    assert SubjectChoice.objects.get().level == "here"
    assert Notice.objects.filter(person=ana).count() == 1
    assert not Delivery.objects.filter(notice__person=ana).exists()


def test_links_of_mails_sent_before_still_work(ana):
    from django.core import signing

    from participation.notifications.unsubscribe import SALT

    old = signing.dumps([ana.key.hex, "phases"], salt=SALT)
    assert Client().post(f"/cuenta/notificaciones/baja/{old}/").status_code == 200
    assert list(Preference.objects.values_list("kind", "channel", "wanted")) == [("phases", "email", False)]
