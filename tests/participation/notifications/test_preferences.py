"""Choosing what one is told, signed in or by the link of a mail."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from participation.access.verdict import ActDenied
from participation.models import Event, Person, Preference
from participation.notifications.actions import set_preferences
from participation.notifications.registry import all_kinds
from participation.notifications.unsubscribe import Stop, make_token, read_token
from tests.personas import NOW, client_of

pytestmark = pytest.mark.django_db
PAGE = "/cuenta/notificaciones/preferencias/"


def checked(html):
    """Return the names of the boxes that are checked."""
    import re

    return {
        re.search(r'name="([^"]+)"', box).group(1)
        for box in re.findall(r"<input[^>]*checkbox[^>]*>", html)
        if " checked" in box
    }


def test_the_page_shows_the_defaults_in_a_grid(ana):
    html = client_of(ana).get(PAGE).content.decode()
    assert checked(html) == {
        "answers-web",
        "answers-email",
        "changes-web",
        "changes-email",
        "replies-web",
        "replies-email",
        "comments-web",
        "phases-web",
        "phases-email",
        "proposals-web",
        "asks-web",
        "amendments-web",
        "amendments-email",
        "invitations-web",
        "encounters-email",
        "encounters-web",
        "invitations-email",
        "moderation-web",
        "moderation-email",
        "newsletters-web",
        "newsletters-email",
        "account-web",
        "account-email",
    }
    assert html.count("<h1") == 1
    assert "Respuestas con razones" in html


def test_officials_also_choose_on_their_work(carla):
    assert "work-web" in checked(client_of(carla).get(PAGE).content.decode())


def test_what_is_chosen_is_kept_and_shown(ana):
    client = client_of(ana)
    answer = client.post(PAGE, {"answers-web": "on", "comments-email": "on"})
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert checked(client.get(PAGE).content.decode()) == {
        "answers-web",
        "comments-email",
        "moderation-web",
        "account-web",
        "encounters-web",
    }
    event = Event.objects.get(name="participation.preferences.changed")
    assert event.actor == ana
    assert event.payload["wanted"]["answers:email"] is False


def test_the_same_choice_again_changes_nothing(ana):
    client = client_of(ana)
    for _n in range(2):
        client.post(PAGE, {"answers-web": "on"})
    assert Event.objects.filter(name="participation.preferences.changed").count() == 1


def test_without_an_email_address_the_page_says_so(ana):
    Person.objects.filter(pk=ana.pk).update(email=None, phone="+523312345678", phone_verified=True)
    html = client_of(ana).get(PAGE).content.decode()
    assert "Tu cuenta no tiene correo electrónico" in html
    assert "answers-email" not in html
    assert "answers-sms" in html


def test_strange_fields_are_ignored(ana):
    client = client_of(ana)
    assert (
        client.post(
            PAGE, {"pigeon-web": "on", "answers-pigeon": "on", "answers-web": "\x00", "moderation-web": ""}
        ).status_code
        == 302
    )
    assert not Preference.objects.filter(kind="pigeon").exists()
    assert not Preference.objects.filter(kind="moderation", channel="web").exists()


@pytest.mark.parametrize(
    "wanted", [{("pigeon", "web"): True}, {("answers", "pigeon"): True}, {("moderation", "web"): False}]
)
def test_the_act_refuses_what_does_not_exist(ana, wanted):
    with pytest.raises(ValidationError):
        set_preferences(by=ana, wanted=wanted, at=NOW)
    assert not Preference.objects.exists()
    assert not Event.objects.exists()


def test_the_act_refuses_a_closed_account(ana):
    Person.objects.filter(pk=ana.pk).update(is_active=False)
    ana.refresh_from_db()
    with pytest.raises(ActDenied):
        set_preferences(by=ana, wanted={("answers", "email"): False}, at=NOW)
    assert not Preference.objects.exists()


# --- The link of a mail -----------------------------------------------------------------------------------------------


def link(person, kind="phases"):
    return f"/cuenta/notificaciones/baja/{make_token(person, kind)}/"


def emails_of(person):
    return {p.kind: p.wanted for p in Preference.objects.filter(person=person, channel="email")}


def test_opening_the_link_asks_and_changes_nothing(ana):
    page = Client().get(link(ana))
    html = page.content.decode()
    assert page.status_code == 200
    assert "Estos correos son sobre: Procesos que sigo." in html
    assert "Ana" not in html
    assert "csrfmiddlewaretoken" not in html
    assert emails_of(ana) == {}
    assert page["Referrer-Policy"] == "no-referrer"


def test_a_mail_program_stops_the_kind_with_one_post(ana):
    client = Client(enforce_csrf_checks=True)
    answer = client.post(link(ana), "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert emails_of(ana) == {"phases": False}
    event = Event.objects.get(name="participation.preferences.changed")
    assert event.actor is None
    assert client.post(link(ana)).status_code == 200
    assert Event.objects.count() == 1


def test_a_reader_may_stop_all_of_them(ana):
    html = Client().post(link(ana), {"todo": "1"}).content.decode()
    assert "Ya no te enviaremos correos con notificaciones." in html
    # What rests on a consent is stopped by withdrawing it: see tests of announcements.
    assert emails_of(ana) == {kind.name: False for kind in all_kinds() if kind.email and not kind.rests_on_consent}
    assert not Preference.objects.filter(channel="web").exists()


def test_it_concerns_nobody_else(ana, bruno):
    Client().post(link(ana), {"todo": "1", "person": bruno.pk})
    assert emails_of(bruno) == {}


def test_in_english_too(ana):
    assert "Stop these e-mails" in Client().get("/en" + link(ana)).content.decode()


@pytest.mark.parametrize("token", ["x", "a:b:c", "W10:1:2", "%00", "é", "x" * 3000])
def test_a_broken_token_is_a_404_or_400_and_changes_nothing(ana, token):
    for method in ("get", "post"):
        assert getattr(Client(), method)(f"/cuenta/notificaciones/baja/{token}/").status_code in {400, 404}
    assert not Preference.objects.exists()


def test_tokens_of_other_purposes_and_of_closed_accounts_do_nothing(ana):
    from django.core import signing

    forged = signing.dumps([ana.key.hex, "phases"], salt="another purpose")
    strange = signing.dumps({"a": 1}, salt="participation.notifications.unsubscribe")
    unknown = signing.dumps(["zz", "phases"], salt="participation.notifications.unsubscribe")
    kindless = make_token(ana, "pigeon")
    for token in (forged, strange, unknown, kindless):
        assert Client().post(f"/cuenta/notificaciones/baja/{token}/").status_code == 404
    good = make_token(ana, "phases")
    assert read_token(good) == Stop(ana, "phases", None)
    Person.objects.filter(pk=ana.pk).update(erased_at=NOW)
    assert Client().post(f"/cuenta/notificaciones/baja/{good}/").status_code == 404
    assert not Preference.objects.exists()


def test_a_link_outlives_a_change_of_the_secret_key(ana, client, settings):
    """What DJANGO_SECRET_KEY_FALLBACKS keeps: mails already sent can still stop mails; without it they cannot."""
    address = f"/cuenta/notificaciones/baja/{make_token(ana, 'phases')}/"
    old = settings.SECRET_KEY
    settings.SECRET_KEY = "another-key-of-more-than-fifty-characters-in-length-0123456789"
    assert client.get(address).status_code == 404
    settings.SECRET_KEY_FALLBACKS = [old]
    assert client.get(address).status_code == 200
