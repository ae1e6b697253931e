"""The inbox: what is there, what is new, whose it is."""

from datetime import timedelta

import pytest
from django.test import Client

from participation.models import Notice, Subject
from participation.notifications.wording import word
from tests.factories import make_call, make_process, make_proposal
from tests.participation.notifications.helpers import phase_opened
from tests.personas import NOW, client_of

pytestmark = pytest.mark.django_db
INBOX = "/cuenta/notificaciones/"


def notices(person, count, **fields):
    """Give a person notices of phases, the last one newest."""
    made = []
    for n in range(count):
        process = make_process(f"Proceso número {n}")
        made.append(
            Notice.objects.create(
                event=phase_opened(process.subject),
                person=person,
                kind="phases",
                reason="follower",
                at=NOW - timedelta(hours=count - n),
                **fields,
            )
        )
    return made


def test_it_says_what_happened_in_whose_process_and_why(ana):
    (notice,) = notices(ana, 1)
    page = client_of(ana).get(INBOX)
    html = page.content.decode()
    assert page.status_code == 200
    assert html.count("<h1") == 1
    assert "Ya abrió “Propuestas” en “Proceso número 0”" in html
    assert f'href="/cuenta/notificaciones/{notice.pk}/abrir/"' in html
    assert "Te llega porque lo sigues." in html
    assert "Sin leer" in html
    assert "no-store" in page["Cache-Control"]


def test_it_speaks_english_under_en(ana):
    notices(ana, 1)
    html = client_of(ana).get("/en" + INBOX).content.decode()
    assert "“Propuestas” is open in “Proceso número 0”" in html


def test_what_lies_in_what_was_closed_later_is_not_named(ana):
    call = make_call()
    proposal = make_proposal(call, title="Propuesta de otra persona")
    for reason in ("follower", "author"):
        event = phase_opened(proposal.subject)
        Notice.objects.create(event=event, person=ana, kind="phases", reason=reason, at=NOW)
    client = client_of(ana)
    assert "Esto ya no es público" not in client.get(INBOX).content.decode()
    Subject.objects.filter(pk=call.process.subject_id).update(state="hidden")
    assert client.get(INBOX).content.decode().count("<h2>Esto ya no es público</h2>") == 1
    followed = Notice.objects.get(reason="follower")
    assert word(followed).title == "Esto ya no es público"
    assert client.get(f"{INBOX}{followed.pk}/abrir/")["Location"] == INBOX


def test_an_empty_inbox_says_what_will_be_there(ana):
    html = client_of(ana).get(INBOX).content.decode()
    assert "Todavía no hay nada" in html
    assert "Ya leíste todo." in client_of(ana).get(INBOX + "?ver=nuevas").content.decode()


def test_only_the_new_ones(ana):
    old, _new = notices(ana, 2)
    Notice.objects.filter(pk=old.pk).update(read_at=NOW)
    html = client_of(ana).get(INBOX + "?ver=nuevas").content.decode()
    assert "Proceso número 1" in html
    assert "Proceso número 0" not in html


def test_pages_by_key_are_complete_and_in_order(ana):
    notices(ana, 45)
    client, url, seen = client_of(ana), INBOX, []
    while url:
        page = client.get(url).context["page"]
        seen += [row.event.subject.title for row in page.rows]
        url = page.next_url
    assert seen == [f"Proceso número {n}" for n in reversed(range(45))]


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_costs_the_same_for_one_and_many(ana, count, django_assert_num_queries):
    notices(ana, count)
    client = client_of(ana)
    client.get(INBOX)
    # session, person, notices, unread count; the installation and the pages of the footer are kept
    with django_assert_num_queries(2):
        client.get(INBOX)


def test_opening_marks_as_read_and_leads_there(ana):
    (notice,) = notices(ana, 1)
    answer = client_of(ana).get(f"{INBOX}{notice.pk}/abrir/")
    assert (answer.status_code, answer["Location"]) == (302, notice.event.subject.path)
    notice.refresh_from_db()
    assert notice.read_at is not None
    first = notice.read_at
    assert client_of(ana).get(f"/en{INBOX}{notice.pk}/abrir/")["Location"] == "/en" + notice.event.subject.path
    notice.refresh_from_db()
    assert notice.read_at == first


def test_one_can_be_marked_without_opening(ana):
    first, second = notices(ana, 2)
    answer = client_of(ana).post(f"{INBOX}{first.pk}/leida/")
    assert (answer.status_code, answer["Location"]) == (302, INBOX)
    assert list(Notice.objects.filter(read_at=None)) == [second]


def test_all_up_to_what_the_page_showed(ana):
    shown = notices(ana, 3)
    client = client_of(ana)
    up_to = client.get(INBOX).context["up_to"]
    assert up_to == max(notice.pk for notice in shown)
    (later,) = notices(ana, 1)
    assert client.post(f"{INBOX}leidas/", {"hasta": up_to}).status_code == 302
    assert list(Notice.objects.filter(read_at=None)) == [later]


@pytest.mark.parametrize(
    "given", ["", "x", "-1", "1e3", "٣", "9" * 40, "0" * 20 + "9" * 5000, "99999999999999999999", "\x00", "1.5"]
)
def test_a_broken_limit_is_a_400_and_changes_nothing(ana, given):
    notices(ana, 1)
    assert client_of(ana).post(f"{INBOX}leidas/", {"hasta": given}).status_code == 400
    assert Notice.objects.filter(read_at=None).count() == 1


@pytest.mark.parametrize(
    "query", ["?after=x", "?after=W10", "?before=" + "A" * 500, "?after=WyJ4IiwgMV0", "?ver=otra", "?after=%F0"]
)
def test_a_broken_address_is_never_a_server_error(ana, query):
    notices(ana, 2)
    assert client_of(ana).get(INBOX + query).status_code in {200, 400}


@pytest.mark.parametrize("pk", ["0", "999999", "9" * 30])
def test_a_notice_that_is_not_there_is_a_404(ana, pk):
    client = client_of(ana)
    assert client.get(f"{INBOX}{pk}/abrir/").status_code == 404
    assert client.post(f"{INBOX}{pk}/leida/").status_code == 404


def test_nobody_sees_or_marks_what_is_somebody_elses(ana, bruno):
    (notice,) = notices(ana, 1)
    stranger = client_of(bruno)
    assert "Proceso número 0" not in stranger.get(INBOX).content.decode()
    assert stranger.get(f"{INBOX}{notice.pk}/abrir/").status_code == 404
    assert stranger.post(f"{INBOX}{notice.pk}/leida/").status_code == 404
    assert stranger.post(f"{INBOX}leidas/", {"hasta": notice.pk}).status_code == 302
    notice.refresh_from_db()
    assert notice.read_at is None


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", ""),
        ("get", "{pk}/abrir/"),
        ("post", "{pk}/leida/"),
        ("post", "leidas/"),
        ("get", "preferencias/"),
        ("post", "preferencias/"),
    ],
)
def test_who_is_not_signed_in_is_sent_to_sign_in(ana, method, path):
    (notice,) = notices(ana, 1)
    answer = getattr(Client(), method)(INBOX + path.format(pk=notice.pk))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/cuenta/entrar/?next=")
    notice.refresh_from_db()
    assert notice.read_at is None


@pytest.mark.parametrize("path", ["leidas/", "1/leida/"])
def test_acts_need_a_post_with_a_token(ana, path):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana, backend="django.contrib.auth.backends.ModelBackend")
    notices(ana, 1)
    assert client.get(INBOX + path).status_code == 405
    assert client.post(INBOX + path, {"hasta": 10**9}).status_code == 403
    assert Notice.objects.filter(read_at=None).count() == 1


def test_what_is_no_longer_public_is_not_named_and_not_linked(ana):
    (notice,) = notices(ana, 1)
    subject = notice.event.subject
    subject.state = "hidden"
    subject.save()
    client = client_of(ana)
    html = client.get(INBOX).content.decode()
    assert "Esto ya no es público" in html
    assert "Proceso número 0" not in html
    assert client.get(f"{INBOX}{notice.pk}/abrir/")["Location"] == INBOX


def test_script_in_a_title_stays_text(ana):
    process = make_process("<script>alert(1)</script>")
    Notice.objects.create(event=phase_opened(process.subject), person=ana, kind="phases", reason="follower", at=NOW)
    assert "<script>alert" not in client_of(ana).get(INBOX).content.decode()


def test_the_menu_counts_what_is_new(ana):
    notices(ana, 3)
    assert "notificaciones nuevas" in client_of(ana).get(INBOX).content.decode()
