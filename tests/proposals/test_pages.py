"""Pages of proposals, as a browser without JavaScript meets them."""

import functools
import gzip
import json
import re
from datetime import timedelta

import brotli
import pytest
from django.test import Client
from django.utils import timezone

from participation.models import Response, Subject
from participation.responses.actions import draft_response, publish_response
from proposals.actions import submit_proposal, support_proposal
from proposals.models import Proposal, Support
from tests.factories import make_call, make_comment, make_proposal, make_territory
from tests.personas import client_of, make_person

pytestmark = pytest.mark.django_db

BODY = "Están rotas y la gente mayor se cae."
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def call(now):
    return make_call(at=now)


def url(call, suffix=""):
    return f"/procesos/{call.process.slug}/{call.slug}/{suffix}"


def titles(response):
    return re.findall(r"<h3><a [^>]*>([^<]*)</a>", response.content.decode())


# --- The list -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("rows", [1, 12])
@pytest.mark.parametrize(("order", "queries"), [("random", 6), ("newest", 6), ("supported", 6), ("commented", 6)])
def test_the_list_costs_the_same_with_one_row_and_with_many(call, now, rows, order, queries, django_assert_num_queries):
    for _n in range(rows):
        make_comment(make_proposal(call, at=now, territory=make_territory()).subject)
    Client().get(url(call))
    with django_assert_num_queries(queries):
        response = Client().get(url(call), {"order": order, "start": "0"} if order == "random" else {"order": order})
    assert response.status_code == 200
    assert len(titles(response)) == rows


def test_the_list_finds_words_without_accents_and_in_plural(call, now):
    make_proposal(call, title="Más participación en las colonias", at=now)
    make_proposal(call, title="Banquetas parejas", at=now)
    for words in ("participacion", "PARTICIPACIÓN", "participaciones", "colonia"):
        assert titles(Client().get(url(call), {"q": words})) == ["Más participación en las colonias"]
    assert titles(Client().get(url(call), {"q": "bicicletas"})) == []


def test_filters_live_in_the_address(call, now, ana, carla):
    city = make_territory("Xalapa", level="municipio")
    centre = make_territory("Centro", parent=city)
    placed = make_proposal(
        call, title="Con lugar en el mapa", at=now, territory=centre, latitude="19.5", longitude="-96.9"
    )
    mine = make_proposal(call, title="La que hizo Ana", at=now, author=ana, tags=["luz"])
    answered = submit_proposal(
        component=call, title="Con respuesta del gobierno", body=BODY, by=make_person("Rita"), at=now
    )
    support_proposal(proposal=mine, by=ana, at=now)
    draft_response(subject=answered.subject, verdict="partly", reasons="Alcanza para la mitad.", by=carla, at=now)
    publish_response(subject=answered.subject, by=carla, at=now)

    def found(**query):
        return titles(client_of(ana).get(url(call), query))

    assert found(territory=city.pk) == [placed.title]
    assert found(has_place="1") == [placed.title]
    assert found(mine="1") == [mine.title]
    assert found(supported="1") == [mine.title]
    assert found(tag="luz") == [mine.title]
    assert found(state="answered") == [answered.title]
    assert found(verdict="partly") == [answered.title]
    assert found(verdict="accepted") == []
    assert titles(Client().get(url(call), {"mine": "1"})) == []


@pytest.mark.parametrize(
    "query",
    [
        {"state": "borrada"},
        {"verdict": "x"},
        {"territory": "x"},
        {"territory": "9" * 30},
        {"territory": "-1"},
        {"has_place": "quizá"},
        {"q": "x" * 201},
        {"precio": "1"},
        {"tag": SCRIPT * 3},
        {"state": SCRIPT},
    ],
)
def test_a_filter_that_cannot_be_read_is_said_and_what_was_typed_stays(call, now, query):
    make_proposal(call, at=now)
    response = Client().get(url(call), {**query, "q": query.get("q", "banquetas")})
    page = response.content.decode()
    assert response.status_code == 400
    assert 'class="az-errors"' in page
    assert query.get("q", "banquetas") in page
    assert titles(response) == []
    assert SCRIPT not in page


@pytest.mark.parametrize(
    "query",
    [
        {"order": "barato"},
        {"start": "x"},
        {"start": "nan"},
        {"start": "7"},
        {"after": "%%%"},
        {"before": "W10"},
        {"after": "WzAsIngiLDFd"},
        {"order": "newest", "after": "WyIyMDI2Il0"},
        {"q": "a\x00b"},
    ],
)
def test_a_broken_address_is_a_400(call, query):
    assert Client().get(url(call), query).status_code == 400


def test_links_that_other_sites_lengthened_still_work(call):
    assert Client().get(url(call), {"utm_source": "x", "fbclid": "y"}).status_code == 200


def test_the_random_order_shows_each_once_and_stays_the_same(call, now, monkeypatch):
    monkeypatch.setattr("proposals.views.listing.SIZE", 4)
    made = {make_proposal(call, at=now).title for _n in range(11)}
    client = Client()
    assert titles(client.get(url(call))) == titles(client.get(url(call)))
    seen, address, pages = [], url(call) + "?start=0.5", []
    while address:
        response = client.get(address)
        pages.append(titles(response))
        seen += pages[-1]
        found = re.search(r'rel="next" href="([^"]*)"', response.content.decode())
        address = found.group(1).replace("&amp;", "&") if found else ""
    assert [len(page) for page in pages] == [4, 4, 3]
    assert sorted(seen) == sorted(made)
    keys = [Proposal.objects.get(title=title).random_key for title in seen]
    split = next((i for i, key in enumerate(keys) if key < 0.5), len(keys))
    assert keys[:split] == sorted(keys[:split])
    assert keys[split:] == sorted(keys[split:])
    back = re.search(r'rel="prev" href="([^"]*)"', response.content.decode()).group(1).replace("&amp;", "&")
    assert titles(client.get(back)) == pages[1]


@pytest.mark.parametrize("order", ["newest", "supported", "commented"])
def test_the_other_orders_show_each_once(call, now, monkeypatch, order):
    monkeypatch.setattr("proposals.views.listing.SIZE", 4)
    rows = [make_proposal(call, at=now + timedelta(minutes=n)) for n in range(9)]
    for n, row in enumerate(rows):
        for _m in range(n % 3):
            make_comment(row.subject)
            support_proposal(proposal=row, by=make_person(f"P{n}{_m}"), at=now)
    seen, address = [], f"{url(call)}?order={order}"
    while address:
        response = Client().get(address)
        seen += titles(response)
        found = re.search(r'rel="next" href="([^"]*)"', response.content.decode())
        address = found.group(1).replace("&amp;", "&") if found else ""
    assert sorted(seen) == sorted(row.title for row in rows)
    if order == "newest":
        assert seen == [row.title for row in reversed(rows)]


def test_the_list_shows_only_what_is_public(call, now, ana):
    for state in ("draft", "pending", "withdrawn"):
        make_proposal(call, at=now, state=state)
    hidden = make_proposal(call, at=now)
    Subject.objects.filter(pk=hidden.subject_id).update(state="hidden")
    shown = make_proposal(call, at=now)
    assert titles(Client().get(url(call))) == [shown.title]
    assert titles(client_of(ana).get(url(call))) == [shown.title]


def test_the_call_says_who_may_take_part_and_finds_the_draft(now, ana):
    from proposals.actions import save_draft, start_draft
    from proposals.content import content

    call = make_call(at=now, who_may_support=[{"kind": "verified"}, {"kind": "age", "minimum": 16}])
    draft = start_draft(component=call, by=ana, at=now)
    save_draft(proposal=draft, content=content(title="Lo que empecé ayer"), by=ana, at=now)
    page = client_of(ana).get(f"/en{url(call)}").content.decode()
    assert "People aged 16 or over" in page
    assert "Go on with my draft" in page
    assert "Lo que empecé ayer" in page


def test_an_empty_result_says_so_and_what_to_do(call, now):
    assert "There are no proposals yet" in Client().get(f"/en{url(call)}").content.decode()
    make_proposal(call, at=now)
    page = Client().get(f"/en{url(call)}", {"q": "elefante"}).content.decode()
    assert "0 proposals" in page
    assert "Nothing matches these filters" in page


def test_an_anonymous_list_carries_no_form_that_changes_things(call, now):
    make_proposal(call, at=now)
    response = Client().get(url(call))
    assert b"csrfmiddlewaretoken" not in response.content
    assert b'method="post"' not in response.content
    assert "sessionid" not in response.cookies
    assert "csrftoken" not in response.cookies


def test_the_map_has_the_list_as_its_twin(call, now):
    placed = make_proposal(call, title='Luz "aquí" <b>', at=now, latitude="19.5", longitude="-96.9")
    make_proposal(call, at=now)
    page = Client().get(url(call), {"view": "map"})
    assert len(titles(page)) == 2
    assert b'id="mapa"' in page.content
    points = Client().get(url(call, "puntos.geojson")).json()
    assert points["features"] == [
        {
            "type": "Feature",
            "id": placed.pk,
            "properties": {"title": placed.title, "url": f"/propuestas/{placed.pk}/"},
            "geometry": {"type": "Point", "coordinates": [-96.9, 19.5]},
        }
    ]
    assert Client().get(url(call, "puntos.geojson"), {"state": "answered"}).json()["features"] == []
    assert Client().get(url(call, "puntos.geojson"), {"state": "x"}).status_code == 400


@pytest.mark.parametrize("rows", [1, 12])
def test_the_points_cost_the_same_with_one_and_with_many(call, now, rows, django_assert_num_queries):
    for _n in range(rows):
        make_proposal(call, at=now, latitude="19.5", longitude="-96.9")
    for asked in (3, 2):  # once written, they are kept for as long as they are the same
        with django_assert_num_queries(asked):
            assert len(Client().get(url(call, "puntos.geojson")).json()["features"]) == rows


def test_kept_points_are_those_of_now(call, now):
    proposal, other = (make_proposal(call, at=now, latitude="19.5", longitude="-96.9") for _n in range(2))

    def shown(client=None, **headers):
        features = (client or Client()).get(url(call, "puntos.geojson"), headers=headers).json()["features"]
        return {feature["id"]: feature["properties"]["title"] for feature in features}

    both = {proposal.pk: proposal.title, other.pk: other.title}
    for _again in range(2):
        assert shown() == shown(client_of(proposal.author)) == both
    Proposal.objects.filter(pk=proposal.pk).update(title="Otra cosa")
    assert shown() == shown(client_of(make_person("Olga"))) == {**both, proposal.pk: "Otra cosa"}
    Proposal.objects.filter(pk=proposal.pk).update(title=proposal.title)
    assert shown() == both
    Proposal.objects.filter(pk=other.pk).update(latitude=None, longitude=None)
    assert shown() == {proposal.pk: proposal.title}
    Subject.objects.filter(pk=proposal.subject_id).update(state="hidden")
    assert shown() == shown(client_of(proposal.author)) == {}
    Subject.objects.filter(pk=proposal.subject_id).update(state="published")
    assert shown() == {proposal.pk: proposal.title}
    Subject.objects.filter(pk=call.subject_id).update(state="hidden")
    assert Client().get(url(call, "puntos.geojson")).status_code == 404


@pytest.mark.parametrize("accepted", ["", "gzip", "br", "gzip;q=0", "br, gzip"])
def test_points_are_compressed_as_asked_and_lead_to_the_page_in_its_language(call, now, accepted):
    proposal = make_proposal(call, at=now, latitude="19.5", longitude="-96.9")
    for prefix in ("", "/en", ""):
        path = f"{prefix}{url(call, 'puntos.geojson')}"
        response = Client().get(path, headers={"accept-encoding": accepted})
        encoding = response.get("Content-Encoding", "")
        assert encoding == {"gzip": "gzip", "br": "br", "br, gzip": "br"}.get(accepted, "")
        assert "Accept-Encoding" in response["Vary"]
        body = {"gzip": gzip.decompress, "br": brotli.decompress, "": bytes}[encoding](response.content)
        assert json.loads(body)["features"][0]["properties"]["url"] == f"{prefix}/propuestas/{proposal.pk}/"


def test_outlines_are_those_of_the_process(call, now):
    ring = [[-97, 19], [-96, 19], [-96, 20], [-97, 19]]
    city = make_territory("Xalapa", level="municipio", outline={"type": "Polygon", "coordinates": [ring]})
    make_territory("Toluca", level="municipio", outline={"type": "Polygon", "coordinates": [ring]})
    call.process.territory = city
    call.process.save()
    found = Client().get(url(call, "contornos.geojson")).json()["features"]
    assert [feature["properties"]["name"] for feature in found] == ["Xalapa"]


# --- The page of one ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("many", [1, 9])
def test_the_page_costs_the_same_with_little_and_with_much(call, now, many, django_assert_num_queries):
    proposal = make_proposal(call, at=now)
    for n in range(many):
        make_comment(proposal.subject)
        support_proposal(proposal=proposal, by=make_person(f"P{n}"), at=now)
    Client().get(f"/propuestas/{proposal.pk}/")
    with django_assert_num_queries(4):
        response = Client().get(f"/propuestas/{proposal.pk}/")
    assert response.status_code == 200


def test_the_page_says_how_many_support_and_the_minimum(now):
    proposal = make_proposal(make_call(at=now, threshold=3), at=now)
    support_proposal(proposal=proposal, by=make_person("Eva"), at=now)
    page = Client().get(f"/en/propuestas/{proposal.pk}/").content.decode()
    assert "1 person" in page
    assert "The minimum is 3." in page


def test_everything_typed_is_escaped(now, ana):
    call = make_call(at=now)
    proposal = submit_proposal(
        component=call,
        title=f"{SCRIPT} título largo",
        body=f"{SCRIPT} cuerpo largo",
        by=ana,
        at=now,
        address=SCRIPT,
        tags=[SCRIPT[:30]],
    )
    for path in (f"/propuestas/{proposal.pk}/", url(call), f"/temas/{proposal.subject_id}/cartel/"):
        page = Client().get(path).content.decode()
        assert SCRIPT not in page
        assert "&lt;script&gt;" in page


@pytest.mark.parametrize("pk", ["0", "99999999", "9" * 30])
def test_what_is_not_there_is_404(db, pk):
    for suffix in ("", "cartel/", "qr.svg", "editar/"):
        assert Client().get(f"/propuestas/{pk}/{suffix}").status_code in {302, 404}
    assert Client().get(f"/propuestas/{pk}/").status_code == 404


@pytest.mark.parametrize(
    ("state", "subject_state", "expected"),
    [
        ("draft", "draft", {"anonymous": 404, "fausto": 404, "dario": 404, "author": 302}),
        ("pending", "draft", {"anonymous": 404, "fausto": 404, "dario": 200, "author": 200}),
        ("published", "hidden", {"anonymous": 404, "fausto": 404, "dario": 200, "author": 200}),
        ("withdrawn", "withdrawn", {"anonymous": 410, "fausto": 410, "dario": 410, "author": 410}),
        ("withdrawn", "hidden", {"anonymous": 404, "fausto": 404, "dario": 200, "author": 200}),
    ],
)
def test_who_sees_what_is_not_public(call, now, fausto, dario, state, subject_state, expected):
    author = make_person("Autora")
    proposal = make_proposal(call, at=now, author=author, state=state)
    Subject.objects.filter(pk=proposal.subject_id).update(state=subject_state)
    clients = {
        "anonymous": Client(),
        "fausto": client_of(fausto),
        "dario": client_of(dario),
        "author": client_of(author),
    }
    found = {name: client.get(f"/propuestas/{proposal.pk}/").status_code for name, client in clients.items()}
    assert found == expected


def test_a_proposal_of_a_draft_process_is_404(now):
    call = make_call(at=now)
    proposal = make_proposal(call, at=now)
    type(call.process).objects.filter(pk=call.process.pk).update(state="draft")
    Subject.objects.filter(pk=call.process.subject_id).update(state="draft")
    for path in (f"/propuestas/{proposal.pk}/", url(call), url(call, "puntos.geojson"), url(call, "nueva/")):
        assert Client().get(path).status_code == 404


def test_a_foreign_language_carries_lang(call, now):
    proposal = make_proposal(call, at=now, lang="ca", title="Carril bici")
    assert (
        '<h1 class="mt-2 az-proposal-title" lang="ca">' in Client().get(f"/propuestas/{proposal.pk}/").content.decode()
    )


# --- Supporting -----------------------------------------------------------------------------------------------------
def test_supporting_and_taking_it_back_by_form(call, now, ana):
    proposal = make_proposal(call, at=now)
    client = client_of(ana)
    response = client.post(f"/propuestas/{proposal.pk}/respaldar/")
    assert response["Location"] == f"/propuestas/{proposal.pk}/#respaldo"
    assert Support.objects.count() == 1
    client.post(f"/propuestas/{proposal.pk}/quitar-respaldo/")
    assert Support.objects.count() == 0


def test_with_htmx_only_the_panel_comes_back(call, now, ana):
    proposal = make_proposal(call, at=now)
    page = client_of(ana).post(f"/propuestas/{proposal.pk}/respaldar/", headers={"HX-Request": "true"}).content.decode()
    assert page.strip().startswith("<section")
    assert "quitar-respaldo" in page


@pytest.mark.parametrize("suffix", ["respaldar/", "quitar-respaldo/"])
def test_supporting_needs_a_post_and_an_account(call, now, ana, suffix):
    proposal = make_proposal(call, at=now)
    assert client_of(ana).get(f"/propuestas/{proposal.pk}/{suffix}").status_code == 405
    response = Client().post(f"/propuestas/{proposal.pk}/{suffix}")
    assert response.status_code == 302
    assert response["Location"].startswith("/cuenta/entrar/")
    assert Support.objects.count() == 0


def test_a_denied_support_says_why(now, bruno):
    proposal = make_proposal(make_call(at=now, who_may_support=[{"kind": "verified"}]), at=now)
    assert client_of(bruno).post(f"/propuestas/{proposal.pk}/respaldar/").status_code == 403
    assert Support.objects.count() == 0
    page = client_of(bruno).get(f"/propuestas/{proposal.pk}/").content.decode()
    assert 'aria-disabled="true"' in page
    assert f'name="act" value="/propuestas/{proposal.pk}/respaldar/"' in page  # the way to the verification, and back


def test_closed_supports_disable_the_button_with_the_date(now, ana):
    proposal = make_proposal(make_call(at=now - timedelta(days=40)), at=now - timedelta(days=40))
    page = client_of(ana).get(f"/propuestas/{proposal.pk}/").content.decode()
    assert 'aria-disabled="true"' in page
    assert f'action="/propuestas/{proposal.pk}/respaldar/"' not in page


# --- The answer -----------------------------------------------------------------------------------------------------
def test_the_answer_and_the_trace_stand_on_the_page(call, now, ana, carla):
    proposal = submit_proposal(component=call, title="Banquetas parejas en Hidalgo", body=BODY, by=ana, at=now)
    page = Client().get(f"/en/propuestas/{proposal.pk}/").content.decode()
    assert "An answer is owed" in page
    assert 'id="respuesta"' not in page
    draft_response(
        subject=proposal.subject, verdict="accepted", reasons=f"Sí. {SCRIPT}", by=carla, at=now, cost_centavos=840000000
    )
    assert 'id="respuesta"' not in Client().get(f"/en/propuestas/{proposal.pk}/").content.decode()
    publish_response(subject=proposal.subject, by=carla, at=now)
    page = Client().get(f"/en/propuestas/{proposal.pk}/").content.decode()
    assert "It is accepted." in page
    assert "$8,400,000" in page
    assert "Answer with reasons" in page
    assert "An answer is owed" not in page
    assert SCRIPT not in page
    assert Response.objects.get().published_at == now


@pytest.mark.parametrize(
    ("row", "field", "value"),
    [
        ("proposal", "state", "published"), ("proposal", "state", "merged"), ("proposal", "state", "withdrawn"),
        ("proposal.subject", "state", "hidden"), ("component.subject", "state", "hidden"),
        ("component.process", "state", "closed"), ("component.process", "state", "draft"),
        ("component.process.subject", "state", "hidden"),
    ],
)  # fmt: skip
def test_one_proposal_is_public_where_the_list_says_so(call, row, field, value):
    proposal = make_proposal(call)
    holder = functools.reduce(getattr, row.split(".")[1:], call if row.startswith("component") else proposal)
    setattr(holder, field, value)
    holder.save(update_fields=[field])
    rows = Proposal.objects.filter(pk=proposal.pk)
    assert list(rows.public_one()) == list(rows.public())
    assert rows.public().exists() is (value in {"published", "merged", "closed"})
