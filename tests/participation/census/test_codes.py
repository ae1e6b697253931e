"""The methods ``census`` and ``channel``: a code to a channel on the list, and what somebody who guesses learns."""

import contextlib
import re
import threading
from datetime import date, datetime, timedelta
from unittest import mock

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from participation.census import actions
from participation.census.flow import COOKIE
from participation.census.lookup import look_up, masked
from participation.census.sending import send_waiting
from participation.models import ChannelCode, Event, FailedAttempt, IdentityKey, MethodSetting, Person, Verification
from participation.notifications.channels.sms import MemoryProvider
from participation.verification.actions import revoke_verification
from participation.verification.methods import offered
from participation.verification.pepper import identity_digest
from tests.participation.census.people import BORN, CURP, GLORIA, MAIL, PHONE, bring, curp
from tests.personas import NOW, client_of, make_person

pytestmark = pytest.mark.django_db
BEGIN, CHANNEL = "/cuenta/verificacion/registro/", "/cuenta/verificacion/contacto/"
CODE, RESEND, CANCEL = (
    "/cuenta/verificacion/codigo/",
    "/cuenta/verificacion/codigo/enviar/",
    "/cuenta/verificacion/codigo/cancelar/",
)
MINE = "/cuenta/verificacion/"
OTHER = curp(7)


@pytest.fixture(autouse=True)
def _spanish() -> None:
    translation.activate("es-mx")
    MemoryProvider.outbox.clear()


def offer(method: str = "census", **settings: object) -> MethodSetting:
    return MethodSetting.objects.create(name=method, enabled=True, position=1, settings=settings)


@pytest.fixture
def listed(db: None) -> None:
    """Gloria is on a list with e-mail and mobile number; both methods are offered."""
    bring([GLORIA, (OTHER, "", "", "", "2287654321")], at=timezone.now() - timedelta(days=1))
    offer("census")
    offer("channel")


def last_code() -> str:
    """Send what waits, and return the code of the newest message."""
    send_waiting()
    texts = [message.body for message in mail.outbox] + [text for _to, text in MemoryProvider.outbox]
    found = re.search(r"\b(\d{6})\b", texts[-1])
    assert found
    return found[1]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def begin(browser: Client, document: str = CURP, born: str = "1956-04-27", **more: str):
    return browser.post(BEGIN, {"document": document, "birth_date": born, **more})


def pass_time(seconds: int) -> None:
    """Make the person's codes older."""
    for row in ChannelCode.objects.all():
        row.made_at -= timedelta(seconds=seconds)
        row.save()


# --- The way through --------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("listed")
def test_a_person_on_the_list_is_verified_by_a_code(bruno: Person):
    browser = client_of(bruno)

    page = begin(browser)
    assert (page.status_code, page["Location"]) == (302, CODE)
    choice = browser.get(CODE).content.decode()
    assert "g•••@e•••" in choice
    assert "•• •• •• 67" in choice
    assert MAIL not in choice
    assert PHONE not in choice
    assert browser.post(RESEND, {"way": "phone"}).status_code == 302
    send_waiting()
    assert [to for to, _text in MemoryProvider.outbox] == ["+522281234567"]
    done = browser.post(CODE, {"code": f" {last_code()[:3]} {last_code()[3:]} "}, follow=True)

    assert done.redirect_chain == [(MINE, 302)]
    verification = Verification.objects.get(person=bruno)
    assert (verification.method, verification.birth_date) == ("census", date(1956, 4, 27))
    assert IdentityKey.objects.get(identity=verification.identity).digest == identity_digest("curp", CURP)
    event = Event.objects.get(name="verification.person.verified")
    assert set(event.payload) == {"verification", "person", "method", "ref"}
    assert COOKIE not in browser.cookies or not browser.cookies[COOKIE].value


@pytest.mark.usefixtures("listed")
def test_with_one_channel_the_code_leaves_at_once(bruno: Person):
    browser = client_of(bruno)
    begin(browser, OTHER, "")
    assert "•• •• •• 21" in browser.get(CODE).content.decode()
    browser.post(CODE, {"code": last_code()})
    assert Verification.objects.filter(person=bruno).exists()


def test_a_confirmed_contact_that_is_the_one_on_the_list_needs_no_code():
    gloria = make_person("Gloria", email=MAIL)
    EmailAddress.objects.create(user=gloria, email=MAIL, verified=True, primary=True)
    bring()
    offer()
    assert begin(client_of(gloria))["Location"] == MINE
    assert Verification.objects.filter(person=gloria, method="census").exists()
    assert not ChannelCode.objects.exists()


def test_a_contact_that_nobody_confirmed_needs_a_code():
    gloria = make_person("Gloria", email=MAIL)
    EmailAddress.objects.create(user=gloria, email=MAIL, verified=False, primary=True)
    bring()
    offer()
    assert begin(client_of(gloria))["Location"] == CODE
    assert not Verification.objects.exists()


def test_document_and_date_alone_never_suffice_unless_an_official_chose_it(bruno: Person, fausto: Person):
    bring()
    setting = offer()
    begin(client_of(bruno))
    assert not Verification.objects.exists()

    setting.settings = {"confirm": "data"}
    setting.save()
    begin(client_of(fausto))
    assert Verification.objects.get().person == fausto


def test_without_a_channel_the_counter_is_the_way(bruno: Person):
    bring([(CURP, BORN, "", "", "")])
    offer()
    page = begin(client_of(bruno))
    assert page.status_code == 422
    assert "Ve a un módulo" in page.content.decode()
    assert not Verification.objects.exists()


def test_channels_that_are_switched_off_get_no_codes(bruno: Person):
    bring()
    offer(phone=False)
    browser = client_of(bruno)
    begin(browser)
    assert "•• 67" not in browser.get(CODE).content.decode()
    browser.post(RESEND, {"way": "phone"})
    send_waiting()
    assert not MemoryProvider.outbox
    assert len(mail.outbox) == 1


@pytest.mark.usefixtures("listed")
def test_the_territory_of_the_list_is_the_persons(bruno: Person):
    from tests.factories import make_territory

    place = make_territory("Centro")
    bring([(CURP, BORN, "Centro", MAIL, "")], at=timezone.now())
    browser = client_of(bruno)
    begin(browser)
    browser.post(CODE, {"code": last_code()})
    assert Verification.objects.get(person=bruno).territory == place


# --- One person, one voice --------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("listed")
def test_the_same_document_on_a_second_account_is_refused(bruno: Person, fausto: Person):
    for person in (bruno, fausto):
        pass_time(3600)
        browser = client_of(person)
        begin(browser)
        browser.post(RESEND, {"way": "email"})
        page = browser.post(CODE, {"code": last_code()})
    assert page.status_code == 422
    assert [row.person for row in Verification.objects.all()] == [bruno]


@pytest.mark.usefixtures("listed")
def test_both_methods_give_the_same_identity(bruno: Person, fausto: Person, carla: Person):
    browser = client_of(bruno)
    begin(browser)
    browser.post(RESEND, {"way": "email"})
    browser.post(CODE, {"code": last_code()})
    mine = Verification.objects.get(person=bruno)
    revoke_verification(verification=mine, reason="Prueba", by=carla, at=timezone.now())
    other = client_of(fausto)
    other.post(CHANNEL, {"document": CURP, "birth_date": "", "contact": MAIL.upper()})
    other.post(CODE, {"code": last_code()})
    assert Verification.objects.get(person=fausto).identity == mine.identity


# --- No oracle --------------------------------------------------------------------------------------------------------
def answer_of(person: Person, document: str, born: str) -> tuple[int, str, int]:
    """Return status, words and number of queries of a look-up."""
    browser = client_of(person)
    browser.get(MINE)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = begin(browser, document, born)
    words = re.sub(r'value="[^"]*"|name="csrfmiddlewaretoken"[^>]*', "", page.content.decode())
    words = words.replace(person.public_name, "").replace(page.context["code"], "")
    return page.status_code, words, len(queries)


def test_who_is_on_no_list_hears_what_a_wrong_date_hears(bruno: Person, fausto: Person):
    header = ("Documento", "Fecha de nacimiento", "Correo")
    bring([("G12345678", "1956-04-27", MAIL)], header=header)
    offer()
    wrong_date = answer_of(bruno, "G12345678", "1956-04-28")
    nobody = answer_of(fausto, "G87654321", "1956-04-27")
    assert wrong_date == nobody
    assert wrong_date[0] == 422
    assert {row.code for row in FailedAttempt.objects.all()} == {"not_listed"}


def test_the_look_up_does_the_same_work_in_both_cases():
    bring()
    asked = []
    for number, born in ((CURP, date(1956, 4, 27)), (CURP, date(1956, 4, 28)), (curp(9), date(1980, 1, 15))):
        with (
            CaptureQueriesContext(connection) as queries,
            mock.patch(
                "participation.census.sealing.AESGCM.decrypt", autospec=True, side_effect=RuntimeError
            ) as opened,
            contextlib.suppress(RuntimeError),
        ):
            look_up(number, born, NOW)
        asked.append((len(queries), opened.call_count))
    assert asked == [(2, 1)] * 3


@pytest.mark.usefixtures("listed")
def test_a_contact_that_is_not_on_the_list_looks_like_one_that_is(bruno: Person, fausto: Person):
    seen = []
    for person, contact in ((bruno, MAIL), (fausto, "otra@example.org")):
        browser = client_of(person)
        page = browser.post(CHANNEL, {"document": CURP, "birth_date": "", "contact": contact})
        send_waiting()
        text = browser.get(CODE).content.decode().replace(contact, "X").replace(person.public_name, "")
        code = re.search(r'az-shortcode">([^<]*)<', text)
        assert code
        text = re.sub(r'name="csrfmiddlewaretoken"[^>]*|\d+ segundos?, a partir de las [\d:]+|las [\d:]+', "", text)
        row = ChannelCode.objects.get(person=person)
        seen.append((page.status_code, page["Location"], text.replace(code[1], ""), row.state, row.way))
        guess = browser.post(CODE, {"code": "000000"})
        seen[-1] += (guess.status_code,)
    assert seen[0] == seen[1]
    assert [message.to for message in mail.outbox] == [[MAIL]]


@pytest.mark.usefixtures("listed")
def test_no_code_is_right_for_data_on_no_list(bruno: Person):
    browser = client_of(bruno)
    browser.post(CHANNEL, {"document": CURP, "birth_date": "", "contact": "otra@example.org"})
    row = ChannelCode.objects.get()
    assert (row.digest, row.outgoing) == ("", None)
    for code in ("000000", "123456"):
        assert actions.enter_code(person=bruno, key=str(row.key), code=code, at=timezone.now()).outcome == "wrong"


@pytest.mark.parametrize(
    ("way", "value", "shown"),
    [
        ("email", "gloria@example.org", "g•••@e•••"),
        ("email", "a@b.mx", "a•••@b•••"),
        ("phone", "+522281234567", "•• •• •• 67"),
    ],
)
def test_masks_tell_only_their_owner(way: str, value: str, shown: str):
    assert masked(way, value) == shown


# --- Codes ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def asked(listed: None, bruno: Person) -> Client:
    """Bruno's browser, waiting for a code by e-mail."""
    browser = client_of(bruno)
    begin(browser)
    browser.post(RESEND, {"way": "email"})
    return browser


def test_five_wrong_tries_end_a_code(asked: Client):
    code = last_code()
    pages = [asked.post(CODE, {"code": wrong(code)}).content.decode() for _try in range(5)]
    assert ["Quedan 4 intentos" in pages[0], "Queda 1 intento" in pages[3]] == [True, True]
    asked.post(CODE, {"code": code})
    assert not Verification.objects.exists()
    assert FailedAttempt.objects.filter(code="code_over").count() == 2


def test_a_code_lives_for_fifteen_minutes(asked: Client):
    code = last_code()
    ChannelCode.objects.update(expires_at=timezone.now())
    asked.post(CODE, {"code": code})
    assert not Verification.objects.exists()


def test_a_code_is_taken_once(asked: Client, bruno: Person):
    row, code, now = ChannelCode.objects.get(), last_code(), timezone.now()
    assert actions.enter_code(person=bruno, key=str(row.key), code=code, at=now).outcome == "right"
    assert actions.enter_code(person=bruno, key=str(row.key), code=code, at=now).outcome == "over"


def test_another_persons_code_is_over(asked: Client, fausto: Person):
    row = ChannelCode.objects.get()
    assert actions.enter_code(person=fausto, key=str(row.key), code=last_code(), at=timezone.now()).outcome == "over"


def test_the_next_code_has_to_wait_and_ends_the_former(asked: Client):
    first = last_code()
    asked.post(RESEND, {"way": "phone"})
    assert ChannelCode.objects.count() == 1
    pass_time(61)
    asked.post(RESEND, {"way": "phone"})
    second = last_code()
    assert [to for to, _text in MemoryProvider.outbox] == ["+522281234567"]
    if first != second:
        asked.post(CODE, {"code": first})
        assert not Verification.objects.exists()
    asked.post(CODE, {"code": second})
    assert Verification.objects.exists()


def test_six_codes_a_day(asked: Client):
    for _round in range(10):
        pass_time(1000)
        asked.post(RESEND, {"way": "email"})
    assert ChannelCode.objects.count() == 6


def test_somebody_who_knows_a_document_cannot_fill_a_telephone(listed: None):
    for number in range(4):
        browser = client_of(make_person(f"Persona{number}"))
        begin(browser)
        for _round in range(3):
            browser.post(RESEND, {"way": "phone"})
            pass_time(1000)
    send_waiting()
    assert len(MemoryProvider.outbox) <= 6
    assert ChannelCode.objects.count() == 6


def test_a_message_that_cannot_be_sent_says_so(asked: Client):
    with mock.patch("participation.census.sending.EmailMultiAlternatives.send", side_effect=OSError("secret address")):
        send_waiting()
    row = ChannelCode.objects.get()
    assert (row.state, row.outgoing) == ("failed", None)
    assert 'role="alert"' in asked.get(CODE).content.decode()


def test_a_message_whose_sender_died_is_not_sent_again(asked: Client):
    ChannelCode.objects.update(state="sending", made_at=timezone.now() - timedelta(minutes=5))
    send_waiting()
    assert ChannelCode.objects.get().state == "failed"
    assert not mail.outbox


def test_old_codes_are_deleted(asked: Client):
    assert actions.forget_codes(at=timezone.now()) == 0
    assert actions.forget_codes(at=timezone.now() + timedelta(days=3)) == 1


# --- Limits and denials -----------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("listed")
def test_checks_are_limited_by_account_and_by_document(bruno: Person):
    browser = client_of(bruno)
    for _try in range(5):
        assert begin(browser, curp(8), "").status_code == 422
    page = begin(browser)
    assert page.status_code == 422
    assert "demasiados intentos" in page.content.decode()
    # What was refused to the account did not use up a try of the document: it has all five.
    for number in range(4):
        begin(client_of(make_person(f"Persona{number}")))
    page = begin(client_of(make_person("Otra")), CURP)
    assert page.status_code == 302
    assert "demasiados intentos" in begin(client_of(make_person("Mas")), CURP).content.decode()


@pytest.mark.parametrize("address", [BEGIN, CHANNEL, CODE])
def test_strangers_are_led_to_sign_in(client: Client, address: str):
    assert client.get(address)["Location"].startswith("/cuenta/entrar/")
    assert client.post(address, {"document": CURP, "code": "123456"})["Location"].startswith("/cuenta/entrar/")


@pytest.mark.parametrize("address", [BEGIN, CHANNEL])
def test_what_is_not_offered_is_closed(bruno: Person, address: str):
    bring()
    assert client_of(bruno).get(address).status_code == 403
    assert client_of(bruno).post(address, {"document": CURP, "contact": MAIL}).status_code == 403
    assert not ChannelCode.objects.exists()


def test_without_a_list_the_method_is_not_offered(bruno: Person):
    offer()
    assert client_of(bruno).get(BEGIN).status_code == 403
    assert "census" not in [way.name for way in offered(at=NOW)]


def test_what_cannot_finish_before_the_close_is_not_offered():
    bring()
    offer()
    names = [[way.name for way in offered(at=NOW, before=NOW + timedelta(minutes=minutes))] for minutes in (19, 21)]
    assert ["census" in found for found in names] == [False, True]


@pytest.mark.parametrize("address", [RESEND, CANCEL])
def test_acts_are_posts(bruno: Person, address: str):
    assert client_of(bruno).get(address).status_code == 405


def test_without_a_claim_everybody_begins_again(bruno: Person):
    browser = client_of(bruno)
    for value in ("", "x", "A" * 5000, "%00", "á"):
        browser.cookies[COOKIE] = value
        assert browser.get(CODE)["Location"] == MINE
        assert browser.post(RESEND, {"way": "email"})["Location"] == MINE


@pytest.mark.usefixtures("asked")
def test_a_claim_is_of_one_account(asked: Client, fausto: Person):
    other = client_of(fausto)
    other.cookies[COOKIE] = asked.cookies[COOKIE].value
    assert other.post(CODE, {"code": last_code()})["Location"] == MINE
    assert not Verification.objects.exists()


def test_a_claim_ends_after_half_an_hour(asked: Client):
    code, later = last_code(), timezone.now() + timedelta(minutes=31)
    with mock.patch("participation.census.views.person.timezone.now", return_value=later):
        assert asked.post(CODE, {"code": code})["Location"] == MINE
    assert not Verification.objects.exists()


def test_cancelling_forgets_what_was_written(asked: Client):
    asked.post(CANCEL)
    assert asked.get(CODE)["Location"] == MINE


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize(
    "value", ["\x00", "x" * 100_000, "<script>alert(1)</script>", "' OR 1=1 --", "9" * 5000, "ñ" * 50]
)
def test_whatever_is_typed_is_answered(bruno: Person, value: str):
    browser = client_of(bruno)
    for address in (BEGIN, CHANNEL):
        page = browser.post(address, {"document": value, "birth_date": value, "contact": value})
        assert page.status_code in {400, 422}
        assert "<script>alert" not in page.content.decode()
    begin(browser)
    for page in (browser.post(CODE, {"code": value}), browser.post(RESEND, {"way": value})):
        assert page.status_code in {302, 400, 422}
    assert not Verification.objects.exists()


# --- Nothing clear ----------------------------------------------------------------------------------------------------
def everything() -> str:
    """Return every value of every table as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT t::text FROM {connection.ops.quote_name(table)} t")
            found += [row[0] for row in cursor.fetchall()]
    return "\n".join(found)


def test_nothing_of_a_list_nor_of_a_check_is_clear_in_the_database_or_the_logs(
    asked: Client, caplog: pytest.LogCaptureFixture
):
    caplog.set_level("DEBUG")
    code = last_code()
    begin(asked, CURP, "1956-04-28")
    stored = everything()
    asked.post(CODE, {"code": code})
    stored += everything() + "\n".join(caplog.messages)
    for value in (CURP, CURP[:-2], MAIL, MAIL.partition("@")[0], PHONE, "1956-04-28", OTHER, "2287654321"):
        assert value.lower() not in stored.lower(), value
        assert value.encode().hex() not in stored
    assert not re.search(rf"(?<!\d){code}(?!\d)", stored)


def test_before_sending_neither_code_nor_channel_is_clear(asked: Client):
    assert ChannelCode.objects.get().outgoing
    stored = everything()
    assert MAIL not in stored
    assert MAIL.encode().hex() not in stored


# --- Races ------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_parallel_guesses_count_each_and_one_right_code_is_taken_once():
    """Twelve threads type at once. Without the row's lock they would read the same number of tries, and all pass."""
    person = make_person("Bruno")
    offer()
    now = timezone.now()
    row = actions.request_code(person=person, method="census", way="email", to=MAIL, at=now)
    send_waiting()
    code = last_code()
    outcomes: list[str] = []
    start = threading.Barrier(12)

    def guess(typed: str) -> None:
        start.wait()
        outcomes.append(actions.enter_code(person=person, key=str(row.key), code=typed, at=now).outcome)
        connection.close()

    run(guess, [wrong(code)] * 12)
    assert sorted(outcomes) == ["over"] * 8 + ["wrong"] * 4
    assert ChannelCode.objects.get().tries == 5

    ChannelCode.objects.all().delete()
    row = actions.request_code(person=person, method="census", way="email", to=MAIL, at=now)
    code = last_code()
    outcomes.clear()
    run(guess, [code] * 12)
    assert outcomes.count("right") == 1


@pytest.mark.django_db(transaction=True)
def test_parallel_requests_make_one_code():
    """Without the person's lock each of them would find no former code, and the second of two would end in an error."""
    person = make_person("Bruno")
    offer()
    now: datetime = timezone.now()
    made: list[str] = []
    start = threading.Barrier(8)

    def ask(_number: str) -> None:
        from participation.access.verdict import ActDenied

        start.wait()
        try:
            actions.request_code(person=person, method="census", way="email", to=MAIL, at=now)
            made.append("made")
        except ActDenied as error:
            made.append(error.denial.code)
        connection.close()

    run(ask, [""] * 8)
    assert sorted(made) == ["made"] + ["too_soon"] * 7
    assert ChannelCode.objects.count() == 1


def run(work: object, values: list[str]) -> None:
    """Run a function in a thread for each value."""
    threads = [threading.Thread(target=work, args=(value,)) for value in values]  # type: ignore[arg-type]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
