"""Whole pages kept for seconds: who is served one, what is never kept, how old it may be, and what makes it vanish."""

import gzip
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import brotli
import pytest
import time_machine
from django.db import OperationalError, connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory

from participation.comments.actions import comment_on, edit_comment, withdraw_comment
from participation.events import taken
from participation.models import Person, Relay
from participation.moderation.actions import decide
from participation.people.actions import erase_account
from participation.web import page_cache
from participation.web.installation import SECONDS as INSTALLATION_SECONDS
from participation.web.page_cache import Asked, PageCacheMiddleware, key_of
from participation.web.page_store import PageStore, StoredPage
from participation.web.visitors import GROUPS, visitor_group
from proposals.actions import edit_proposal, withdraw_proposal
from proposals.content import Content
from proposals.models import Proposal
from tests.factories import make_call, make_comment, make_proposal
from tests.personas import NOW, client_of
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
PROMISE = 10


@pytest.fixture(autouse=True)
def clock(settings: Any) -> Iterator[Any]:
    """Turn the cache on; the clock stands still until a test moves it."""
    settings.AZOTEA_PAGE_CACHE_SECONDS = PROMISE
    page_cache.store.clear()
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller
    page_cache.store.clear()


@pytest.fixture
def proposal(ana: Person) -> Proposal:
    """A published proposal of Ana's, in an open call."""
    made = make_proposal(make_call(), author=ana, title="Más sombra en la plaza")
    Relay.objects.update(transaction=None)
    return made


def change(proposal: Proposal, title: str) -> None:
    """Change what the page shows, without any act: nothing tells the cache."""
    Proposal.objects.filter(pk=proposal.pk).update(title=title)


def text(client: Client, path: str, **headers: str) -> str:
    """Return the words of a page."""
    response = client.get(path, headers=headers)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def url(proposal: Proposal) -> str:
    return f"/propuestas/{proposal.pk}/"


# --- Age --------------------------------------------------------------------------------------------------------------


def test_a_page_is_kept_and_never_older_than_promised(proposal: Proposal, clock: Any) -> None:
    assert "Más sombra" in text(Client(), url(proposal))
    change(proposal, "Menos autos en la plaza")
    clock.shift(timedelta(seconds=PROMISE - INSTALLATION_SECONDS - 0.1))
    assert "Más sombra" in text(Client(), url(proposal))
    clock.shift(timedelta(seconds=0.1))
    assert "Menos autos" in text(Client(), url(proposal))


def test_the_age_counts_from_before_the_making(proposal: Proposal, clock: Any, monkeypatch: Any) -> None:
    """A page whose making took long is not kept for longer."""
    made = page_cache._dress

    def slowly(response: HttpResponse) -> None:
        change(proposal, "Menos autos en la plaza")
        clock.shift(timedelta(seconds=PROMISE - INSTALLATION_SECONDS))
        made(response)

    monkeypatch.setattr(page_cache, "_dress", slowly)
    assert "Más sombra" in text(Client(), url(proposal))
    monkeypatch.setattr(page_cache, "_dress", made)
    assert "Menos autos" in text(Client(), url(proposal))


def test_a_clock_set_back_makes_no_page_eternal(proposal: Proposal, clock: Any) -> None:
    text(Client(), url(proposal))
    change(proposal, "Menos autos en la plaza")
    clock.shift(timedelta(hours=-1))
    assert "Menos autos" in text(Client(), url(proposal))


@pytest.mark.parametrize("seconds", [0, 1, INSTALLATION_SECONDS])
def test_it_can_be_turned_off(proposal: Proposal, settings: Any, seconds: int) -> None:
    settings.AZOTEA_PAGE_CACHE_SECONDS = seconds
    text(Client(), url(proposal))
    change(proposal, "Menos autos en la plaza")
    assert "Menos autos" in text(Client(), url(proposal))
    assert len(page_cache.store) == 0


def test_a_kept_page_costs_one_small_question(proposal: Proposal, monkeypatch: Any) -> None:
    asked: list[str] = []
    ask = taken._ask
    monkeypatch.setattr(taken, "_ask", lambda sql, more=None: asked.append(sql) or ask(sql, more))
    text(Client(), url(proposal))
    assert asked == [taken.MOMENT]
    with connection.execute_wrapper(lambda *_args: pytest.fail("a query")):
        text(Client(), url(proposal))
    assert asked == [taken.MOMENT, taken.TAKEN]


# --- What is taken from view ------------------------------------------------------------------------------------------


def test_what_is_hidden_vanishes_at_once(proposal: Proposal, dario: Person) -> None:
    pages = [url(proposal), f"/en{url(proposal)}", proposal.component.subject.path, "/buscar/?q=sombra", "/"]
    for path in [*pages, f"/api/v1/proposals/{proposal.pk}/", "/api/v1/proposals/"]:
        Client().get(path)
    assert "Más sombra" in text(Client(), proposal.component.subject.path)
    decide(subject=proposal.subject, outcome="hide", reason="Publicidad de un negocio", by=dario, at=NOW)
    for path in [*pages, f"/api/v1/proposals/{proposal.pk}/", "/api/v1/proposals/"]:
        response = Client().get(path)
        assert "Más sombra" not in response.content.decode(), path
    assert Client().get(url(proposal)).status_code == 404


def _hide(proposal: Proposal, dario: Person) -> None:
    decide(subject=proposal.subject, outcome="hide", reason="Publicidad", by=dario, at=NOW)


def _withdraw(proposal: Proposal, _dario: Person) -> None:
    assert proposal.author is not None
    withdraw_proposal(proposal=proposal, by=proposal.author, at=NOW, reason="Ya no hace falta")


def _erase(proposal: Proposal, _dario: Person) -> None:
    assert proposal.author is not None
    erase_account(person=proposal.author, by=proposal.author, at=NOW)


@pytest.mark.parametrize("act", [_hide, _withdraw, _erase])
def test_other_processes_see_it_with_the_commit(proposal: Proposal, dario: Person, act: Any) -> None:
    """Nothing in this process is told of the act: it runs on another connection, as another process would.

    Before its commit the page is whole and may be made anew; with the commit every kept page is void, also those made
    while the act was under way.
    """
    before = text(Client(), url(proposal))
    meanwhile: list[str] = []

    def elsewhere() -> None:
        with transaction.atomic():
            act(proposal, dario)
            meanwhile.extend(at_once(lambda: text(Client(), url(proposal))))
            page_cache.store.clear()
            meanwhile.extend(at_once(lambda: text(Client(), url(proposal))))

    assert at_once(elsewhere) == [None]
    assert meanwhile == [before, before]
    assert len(page_cache.store) == 1
    assert Client().get(url(proposal)).content.decode() != before


def _inside(act: Any, proposal: Proposal, dario: Person) -> None:
    with transaction.atomic():
        act(proposal, dario)


def test_a_page_made_before_the_commit_and_kept_after_it_is_void(
    proposal: Proposal, dario: Person, monkeypatch: Any
) -> None:
    put = page_cache.store.put

    def late(key: Any, page: Any) -> None:
        """The act commits between the making of the page and its keeping."""
        assert at_once(lambda: _inside(_hide, proposal, dario)) == [None]
        put(key, page)

    monkeypatch.setattr(page_cache.store, "put", late)
    assert "Más sombra" in text(Client(), url(proposal))
    monkeypatch.setattr(page_cache.store, "put", put)
    assert len(page_cache.store) == 1
    assert Client().get(url(proposal)).status_code == 404


def test_a_late_commit_voids_what_was_made_meanwhile(proposal: Proposal, dario: Person, bruno: Person) -> None:
    """Transactions commit in another order than they began: the older one must be noticed all the same."""
    comment = make_comment(proposal.subject, author=bruno, text="Teléfono de mi vecina")
    seen: list[str] = []

    def older() -> None:
        with transaction.atomic():
            decide(subject=proposal.subject, comment=comment, outcome="hide", reason="Datos", by=dario, at=NOW)
            # A younger transaction takes something from view and commits first; the page is made after it.
            assert at_once(lambda: _inside(_erase, proposal, dario)) == [None]
            seen.extend(at_once(lambda: text(Client(), url(proposal))))

    assert at_once(older) == [None]
    assert "Teléfono de mi vecina" in seen[0]
    assert "Teléfono de mi vecina" not in text(Client(), url(proposal))


def test_a_withdrawn_comment_and_an_erased_name_vanish(proposal: Proposal, bruno: Person) -> None:
    comment = comment_on(subject=proposal.subject, text="Me opongo a la sombra", by=bruno, at=NOW)
    assert "Me opongo" in text(Client(), url(proposal))
    withdraw_comment(comment=comment, by=bruno, at=NOW)
    assert "Me opongo" not in text(Client(), url(proposal))
    assert "Ana" in text(Client(), url(proposal))
    erase_account(person=proposal.author, by=proposal.author, at=NOW)
    assert "Ana" not in text(Client(), url(proposal))


def test_what_takes_nothing_away_leaves_the_pages(proposal: Proposal, bruno: Person) -> None:
    """A comment appears within the promise; it does not throw the pages of a whole city away."""
    text(Client(), url(proposal))
    comment = comment_on(subject=proposal.subject, text="Estoy a favor", by=bruno, at=NOW)
    edit_comment(comment=comment, text="Estoy muy a favor", by=bruno, at=NOW)
    assert "a favor" not in text(Client(), url(proposal))
    assert not Relay.objects.filter(transaction__isnull=False).exists()


def test_rows_of_a_restored_backup_void_nothing(proposal: Proposal, dario: Person) -> None:
    """Numbers of transactions begin anew on a new server; those of the old one lie in the future."""
    _hide(proposal, dario)
    Relay.objects.filter(transaction__isnull=False).update(transaction=2**60)
    text(Client(), "/")
    assert len(page_cache.store) == 1
    [page] = page_cache.store._pages.values()
    assert isinstance(page, StoredPage)
    assert not taken.taken_since(page.moment)


def test_without_the_database_nothing_is_served_from_the_cache(proposal: Proposal, monkeypatch: Any) -> None:
    text(Client(), url(proposal))
    change(proposal, "Menos autos en la plaza")

    def away(*_args: Any) -> Any:
        raise OperationalError("away")

    monkeypatch.setattr(taken, "_ask", away)
    assert "Menos autos" in text(Client(), url(proposal))


# --- Who is served one ------------------------------------------------------------------------------------------------


def test_an_author_never_sees_a_page_from_before(proposal: Proposal, ana: Person) -> None:
    browser = client_of(ana)
    text(Client(), url(proposal))
    text(browser, url(proposal))
    new = Content(title="Mucha más sombra en la plaza", body="Con árboles y bancas, todo el año.")
    edit_proposal(proposal=proposal, content=new, by=ana, at=NOW)
    assert "Mucha más sombra" in text(browser, url(proposal))
    assert "Mucha más sombra" not in text(Client(), url(proposal))


def test_nobody_signed_in_is_served_or_kept(proposal: Proposal, ana: Person) -> None:
    page = text(client_of(ana), url(proposal))
    assert "Ana" in page
    assert len(page_cache.store) == 0
    stranger = text(Client(), url(proposal))
    assert stranger != page
    assert "/cuenta/entrar/" in stranger
    assert text(client_of(ana), url(proposal)) != stranger


def test_who_just_signed_out_sees_what_they_did(proposal: Proposal, ana: Person) -> None:
    """The CSRF cookie stays in a browser that was signed in: its pages are made for it."""
    text(Client(), url(proposal))
    change(proposal, "Menos autos en la plaza")
    browser = Client()
    browser.get("/cuenta/entrar/")
    assert set(browser.cookies) == {"csrftoken"}
    assert "Menos autos" in text(browser, url(proposal))


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "messages"])
def test_such_cookies_are_never_answered_from_the_cache(proposal: Proposal, name: str) -> None:
    text(Client(), url(proposal))
    change(proposal, "Menos autos en la plaza")
    browser = Client()
    browser.cookies[name] = "x" * 32
    assert "Menos autos" in text(browser, url(proposal))
    assert browser.get(url(proposal))["Cache-Control"] == "private, no-cache"


def test_other_cookies_say_nothing(proposal: Proposal) -> None:
    text(Client(), url(proposal))
    change(proposal, "Menos autos en la plaza")
    browser = Client()
    browser.cookies["_ga"] = "GA1.2"
    assert "Más sombra" in text(browser, url(proposal))


@pytest.mark.parametrize(
    "headers",
    [{"authorization": "Token x"}, {"hx-request": "true"}, {"range": "bytes=0-9"}, {"if-match": '"x"'}],
)
def test_such_headers_ask_for_something_of_their_own(headers: dict[str, str]) -> None:
    assert key_of(RequestFactory().get("/", headers=headers)) is None
    assert key_of(RequestFactory().get("/")) is not None


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_only_reading_is_answered(method: str) -> None:
    assert key_of(getattr(RequestFactory(), method)("/")) is None


@pytest.mark.parametrize(
    "path",
    ["/cuenta/entrar/", "/en/cuenta/entrar/", "/admin/", "/en/admin/", "/mesa/moderacion/", "/salud/", "/archivos/x/"],
)
def test_personal_addresses_are_not_looked_up(path: str) -> None:
    assert key_of(RequestFactory().get(path)) is None


# --- What is kept -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/propuestas/999999/", 404),
        ("/no-hay/", 404),
        ("/procesos", 301),
        ("/buscar/?q=%00", 400),
        ("/api/v1/proposals/?no-such=1", 400),
        ("/api/v1/proposals/999999/", 404),
        ("/cuenta/", 302),
    ],
)
def test_only_good_answers_are_kept(path: str, status: int) -> None:
    assert Client().get(path).status_code == status
    assert len(page_cache.store) == 0


def test_unknown_parameters_of_a_list_are_refused_and_not_kept(proposal: Proposal) -> None:
    assert Client().get(f"{proposal.component.subject.path}?cualquiera=1").status_code == 400
    assert len(page_cache.store) == 0


def answered(response: HttpResponse, **meta: Any) -> int:
    """Return how many pages are kept after this answer."""

    def view(request: Any) -> HttpResponse:
        request.META.update(meta)
        return response

    PageCacheMiddleware(view)(RequestFactory().get("/algo/", headers={"host": "testserver"}))
    return len(page_cache.store)


def test_an_answer_with_a_cookie_or_a_token_is_not_kept() -> None:
    given = HttpResponse("hola")
    given.set_cookie("sessionid", "x")
    assert answered(given) == 0
    assert answered(HttpResponse("hola"), CSRF_COOKIE="x") == 0
    assert answered(HttpResponse("hola", headers={"Cache-Control": "private"})) == 0
    assert answered(HttpResponse("hola", headers={"Cache-Control": "max-age=0, no-store"})) == 0
    assert answered(HttpResponse("hola", status=404)) == 0
    assert answered(HttpResponse("hola")) == 1


def test_streams_pass_through(proposal: Proposal) -> None:
    response = Client().get("/datos/proposals.csv", headers={"accept-encoding": "gzip"})
    assert response.streaming
    assert response["Content-Encoding"] == "gzip"
    assert b"sombra" in gzip.decompress(response.getvalue())
    assert len(page_cache.store) == 0


# --- What tells pages apart -------------------------------------------------------------------------------------------


def test_languages_are_kept_apart(proposal: Proposal) -> None:
    spanish, english = text(Client(), "/"), text(Client(), "/en/")
    assert 'lang="es-MX"' in spanish
    assert 'lang="en"' in english
    assert text(Client(), "/", **{"accept-language": "en"}) == spanish
    words = [
        Client().get("/api/v1/proposals/999999/", headers={"accept-language": code}).json()["title"]
        for code in ("es", "en")
    ]
    assert words[0] != words[1]
    for code, name in (("es", "es-mx"), ("en", "en")):
        for _again in range(2):
            given = Client().get("/api/v1/proposals/", headers={"accept-language": code})
            assert given["Content-Language"] == name


def test_hosts_and_schemes_are_kept_apart(proposal: Proposal) -> None:
    keys = {
        key_of(RequestFactory().get("/", headers={"host": host}, secure=secure))
        for host in ("testserver", "localhost", "localhost:81")
        for secure in (False, True)
    }
    assert len(keys) == 6
    assert key_of(RequestFactory().get("/", headers={"host": "evil.example"})) is None
    assert Client().get("/", headers={"host": "evil.example"}).status_code == 400


def test_headers_that_poison_change_nothing(proposal: Proposal) -> None:
    """Whatever a stranger adds, the page kept for others is the one that they would have been given."""
    clean = text(Client(), "/procesos/")
    page_cache.store.clear()
    poison = {
        "x-forwarded-host": "evil.example", "x-forwarded-for": "6.6.6.6", "x-forwarded-proto": "https",
        "x-forwarded-port": "666", "forwarded": "host=evil.example", "x-original-url": "/admin/",
        "x-rewrite-url": "/admin/", "x-http-method-override": "DELETE", "x-request-id": "envenenada-12345",
        "origin": "https://evil.example", "referer": "https://evil.example/", "accept": "evil/evil",
        "accept-language": "en", "user-agent": "<script>evil</script>", "cookie": "evil=<script>",
    }  # fmt: skip
    first = Client().get("/procesos/", headers=poison)
    assert first.content.decode() == clean
    then = Client().get("/procesos/")
    assert then.content.decode() == clean
    assert "evil" not in str(then.headers)
    assert then["X-Request-Id"] not in {"envenenada-12345", first["X-Request-Id"]}


def test_the_query_tells_pages_apart_and_trackers_do_not(proposal: Proposal) -> None:
    factory = RequestFactory()
    plain = key_of(factory.get("/buscar/?q=sombra"))
    assert key_of(factory.get("/buscar/?utm_source=x&q=sombra&fbclid=y&%75tm_medium=z")) == plain
    assert key_of(factory.get("/buscar/?q=sol")) != plain
    assert key_of(factory.get(f"/buscar/?q={'a' * 1000}")) is None
    page = text(Client(), "/procesos/?utm_source=%22evil&fbclid=evil")
    assert "evil" not in page
    assert text(Client(), "/procesos/") == page


def test_each_encoding_is_kept_apart_and_says_so(proposal: Proposal) -> None:
    path = url(proposal)
    whole = text(Client(), path)
    for accepted, encoding in (
        ("gzip", "gzip"), ("gzip, deflate, br, zstd", "br"), ("", None), ("br;q=0, gzip;q=0.5", "gzip"), ("*", None),
        ("br", "br"), ("GZIP", "gzip"),
    ):  # fmt: skip
        for _again in range(2):
            response = Client().get(path, headers={"accept-encoding": accepted})
            assert response.get("Content-Encoding") == encoding, accepted
            content = response.content
            assert response["Content-Length"] == str(len(content))
            if encoding:
                assert response["ETag"].startswith("W/")
                content = gzip.decompress(content) if encoding == "gzip" else brotli.decompress(content)
            assert content.decode() == whole
            assert "Accept-Encoding" in response["Vary"]


def test_formats_of_the_api(proposal: Proposal) -> None:
    def key(accept: str) -> Asked | None:
        return key_of(RequestFactory().get("/api/v1/proposals/", headers={"accept": accept}))

    assert key("*/*") == key("application/json") == key("text/html,application/json;q=0.9,*/*;q=0.8") is not None
    assert key("text/csv") is None
    assert key("application/json; indent=4") is None
    Client().get("/api/v1/proposals/")
    assert Client().get("/api/v1/proposals/", headers={"accept": "text/csv"}).status_code == 406


# --- Asking again -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/instituciones/", "/api/v1/proposals/"])
def test_who_has_the_page_already_is_told_so(proposal: Proposal, path: str, clock: Any) -> None:
    first = Client().get(path)
    for given in (first["ETag"], f'"x", W/{first["ETag"]}', "*"):
        again = Client().get(path, headers={"if-none-match": given})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]
        assert again["Cache-Control"] == first["Cache-Control"]
        assert "Content-Type" not in again
    assert Client().get(path, headers={"if-none-match": '"other"'}).status_code == 200
    # A page made anew that says the same has the same tag.
    clock.shift(timedelta(seconds=PROMISE))
    assert Client().get(path, headers={"if-none-match": first["ETag"]}).status_code == 304
    if path.startswith("/api/"):
        assert Client().get(path, headers={"if-none-match": first["ETag"]})["Access-Control-Allow-Origin"] == "*"


def test_a_reader_who_asks_again_keeps_the_page_for_all(proposal: Proposal) -> None:
    Client().get(url(proposal), headers={"if-none-match": '"old"'})
    assert len(page_cache.store) == 1


def test_the_head_of_a_page(proposal: Proposal) -> None:
    assert Client().head(url(proposal)).status_code == 200
    assert len(page_cache.store) == 0  # what a view answers to HEAD is not its page
    page = Client().get(url(proposal))
    change(proposal, "Menos autos en la plaza")
    head = Client().head(url(proposal))
    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Length"] == str(len(page.content))
    assert head["ETag"] == page["ETag"]


def test_browsers_are_told_to_ask_again(proposal: Proposal, ana: Person) -> None:
    page = Client().get(url(proposal))
    assert page["Cache-Control"] == "no-cache"
    assert "Cookie" in page["Vary"]
    assert client_of(ana).get(url(proposal))["Cache-Control"] == "private, no-cache"
    assert Client().get("/propuestas/999999/")["Cache-Control"] == "no-cache"
    assert "no-store" in Client().get("/cuenta/entrar/")["Cache-Control"]


# --- Groups of visitors -----------------------------------------------------------------------------------------------


def test_a_list_at_random_is_kept_for_each_group_of_visitors(proposal: Proposal) -> None:
    for number in range(60):
        make_proposal(proposal.component, author=proposal.author, title=f"Propuesta {number}", random_key=number / 60)
    path = proposal.component.subject.path
    agents = [f"Agente {number}" for number in range(40)]
    first = {agent: text(Client(), path, **{"user-agent": agent}) for agent in agents}
    assert len(set(first.values())) > 10
    groups = {visitor_group(RequestFactory().get("/", headers={"user-agent": agent}), NOW.date()) for agent in agents}
    assert groups <= set(range(GROUPS))
    assert len(page_cache.store) == len(groups) + 1
    change(proposal, "Menos autos en la plaza")
    assert {agent: text(Client(), path, **{"user-agent": agent}) for agent in agents} == first


# --- The store --------------------------------------------------------------------------------------------------------


def stored(size: int = 100) -> StoredPage:
    return StoredPage(b"x" * size, (("ETag", '"x"'),), 0.0, "1:1:")


def test_the_store_is_bounded_in_number_and_bytes() -> None:
    store = PageStore(most=3, most_bytes=100_000)
    for key in "abc":
        store.put(key, stored())
    store.get("a")
    store.put("d", stored())
    assert [store.get(key) is not None for key in "abcd"] == [True, False, True, True]
    store.put("big", stored(50_000))
    assert store.get("big") is None
    for number in range(50):
        store.put(number % 3, stored(12_000 - 600))
    assert len(store) <= 3
    assert store.bytes <= 100_000
    store.clear()
    assert (len(store), store.bytes) == (0, 0)


def test_one_makes_what_many_wait_for(proposal: Proposal, monkeypatch: Any) -> None:
    """Six readers at once of a page that is not kept: it is made once."""
    made: list[str] = []
    dress = page_cache._dress

    def count(response: HttpResponse) -> None:
        made.append("made")
        dress(response)

    monkeypatch.setattr(page_cache, "_dress", count)
    pages = at_once(*[lambda: text(Client(), url(proposal))] * 6)
    assert made == ["made"]
    assert len(set(pages)) == 1


def test_who_waited_for_a_page_that_is_not_kept_makes_it(proposal: Proposal) -> None:
    answers = at_once(*[lambda: Client().get("/propuestas/999999/").status_code] * 4)
    assert answers == [404] * 4
    assert page_cache.store._making == {}
