"""Whatever stands in an address, a path, a header or a cookie: an answer below 500, escaped, and nothing written."""

import base64
import json

import pytest
from django.test import Client

from tests.journeys.test_every_address import browser
from tests.journeys.world import World
from tests.rows import row_counts

pytestmark = pytest.mark.django_db
SCRIPT = "%3Cscript%3Ealert(1)%3C/script%3E"


def cursor(*values: object) -> str:
    """Return what looks like a cursor, with these values in it."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


# As they stand in the address, percent-encoded.
VALUES = (
    "", "%00", "a%00b", "%ff", "%ed%a0%80", "%", "%zz", "%C3%28", "-1", "0", "9" * 30, "-" + "9" * 25, "1e400", "NaN",
    "inf", "-0", "%D9%A1", "1.5", "true", "null", "%5B%5D", "x" * 10_000, SCRIPT, f"%22%3E{SCRIPT}",
    "%27%20onmouseover%3D%27alert(1)", "%27%20OR%201%3D1%20--", "1)%3BDROP%20TABLE%20x--", "javascript:alert(1)",
    "2026-13-40", "2026-02-30T99:99", "0000-00-00", "9999-12-31T23:59:59%2B99:99", "%E2%80%AEabc", "%F0%9F%92%A9",
    "../../etc/passwd", "%2e%2e%2f", "%25s%25n", "%7B%7B7*7%7D%7D", "W10", "bm8", cursor(1), cursor(1, 2),
    cursor("2026-11-21T00:00:00+00:00", "x"), cursor(10**400, 1), cursor(0, 0.5, 10**30), cursor(0, "x", 1),
    cursor({"a": 1}, []), cursor(None, None), cursor(True, True), cursor("a\x00", 1), cursor(1.5, "\ud800", 3),
    cursor("9" * 5_000, "9" * 5_000), "1" * 5_000,
)  # fmt: skip

CALL = "/procesos/plan-de-prueba/propuestas/"
QUERIES: dict[str, tuple[str, ...]] = {
    "/": ("next", "page"),
    "/procesos/": ("estado", "after", "before"),
    CALL: (
        "q", "territory", "state", "verdict", "tag", "mine", "supported", "has_place", "order", "start", "after",
        "before", "view", "other",
    ),
    f"{CALL}puntos.geojson": ("q", "territory", "state", "tag", "other"),
    "/buscar/": ("q", "tipo", "territorio", "after", "before"),
    "/temas/{subject}/comentarios/": ("after", "before", "postura", "orden", "comentarios_after", "comentarios_before"),
    "/temas/{subject}/comentarios/nuevo/": ("respuesta_a",),
    "/temas/{subject}/comentarios/{comment}/": ("after", "before"),
    "/temas/{subject}/historia/": ("after", "before"),
    "/temas/{subject}/cambios/": ("de", "a", "after", "before", "version"),
    "/temas/{subject}/reportar/": ("comentario",),
    "/propuestas/{proposal}/": ("comentarios_after", "comentarios_before", "after", "postura"),
    "/archivos/{image}/": ("descargar",),
    "/moderacion/": ("after", "before"),
    "/mesa/moderacion/": ("estado", "tipo", "motivo", "after", "before"),
    "/mesa/moderacion/temas/{subject}/": ("comentario",),
    "/mesa/verificacion/": ("q",),
    "/cuenta/actividad/": ("after", "before"),
    "/cuenta/siguiendo/": ("after", "before"),
    "/cuenta/notificaciones/": ("ver", "after", "before"),
    "/cuenta/confirmar/": ("next",),
    "/instituciones/": ("after", "before", "q"),
    "/instituciones/obras/": ("after", "before"),
    "/territorios/": ("after", "before", "q", "nivel"),
    "/territorios/{territory}/": ("after", "before"),
    "/territorios/contornos.geojson": ("dentro", "parent", "nivel"),
    "/datos/proposals/": ("q", "after"),
    "/datos/proposals.csv": ("q", "territory", "state", "limit", "after"),
    "/datos/comments.jsonl": ("subject", "stance", "after"),
    "/datos/proposals.geojson": ("territory",),
    "/api/v1/proposals/": ("q", "territory", "state", "component", "order", "after", "before", "limit", "format"),
    "/api/v1/comments/": ("subject", "stance", "after", "limit"),
    "/api/v1/subjects/": ("kind", "after", "limit"),
    "/api/v1/processes/": ("state", "after", "limit"),
    "/api/v1/events/": ("after", "limit"),
    "/cuenta/entrar/": ("next", "login"),
    "/admin/proposals/proposal/": ("q", "o", "p", "e", "state__exact", "all", "component__id__exact"),
    "/admin/participation/person/": ("q", "o", "p", "is_staff__exact"),
    "/admin/processes/process/{process}/calendario/": ("day", "dia"),
    "/admin/autocomplete/": ("app_label", "model_name", "field_name", "term"),
}  # fmt: skip


def fill(path: str, world: World) -> str:
    """Return an address of the table with the keys of the city."""
    return path.format(
        subject=world.proposal.subject_id, process=world.process.pk, comment=world.comment.pk, proposal=world.proposal.pk, image=world.image.key,
        territory=world.territory.pk,
    )  # fmt: skip


def raw_script(response) -> bool:
    """Tell whether an HTML answer holds what was sent as markup."""
    if response.streaming or "html" not in response.get("Content-Type", ""):
        return False
    text = response.content.decode()
    return "<script>alert(1)" in text or " onmouseover='alert(1)" in text or 'href="javascript:' in text


@pytest.mark.parametrize("reader", ["nobody", "carla"])
def test_any_value_of_any_parameter(world: World, reader: str) -> None:
    client = browser(world.people.get(reader))
    wrong = {}
    before = row_counts()
    for number, (path, names) in enumerate(QUERIES.items()):
        address = fill(path, world)
        if reader == "nobody" and address.startswith(("/mesa/", "/admin/", "/cuenta/actividad", "/cuenta/sig")):
            continue
        for place, name in enumerate(names):
            # Every address meets every sixth value, or every one where it reads that many parameters, and another
            # sixth as another reader; which parameter carries it goes round.
            step = max(len(names), 6)
            for value in VALUES[(number + place + (2 if reader == "carla" else 0)) % step :: step]:
                response = client.get(f"{address}?{name}={value}")
                if response.status_code >= 500 or raw_script(response):
                    wrong[f"{path}?{name}={value[:60]}"] = response.status_code
    assert wrong == {}
    assert row_counts() == before


STRANGE_QUERIES = (
    "q=a&q=b&q[]=c&q[x]=d", "&&&=&=", "a" * 200 + "=1", "=%00", "%00=1", ";;;", "q=" + "a+" * 4_000,
    "&".join(f"n{n}=1" for n in range(1_500)), "%3Cscript%3Ealert(1)%3C/script%3E=1", "after=W10&before=W10",
    "order=newest&after=" + cursor(0, 0.5, 1), "__class__=1&q__contains=x&author__email__startswith=a",
    "q=%E2%80%8B%E2%80%AE%EF%BB%BF", "\xff\xfe=1",
)  # fmt: skip


def test_strange_queries_of_whole_addresses(world: World) -> None:
    client = browser(world.people["carla"])
    wrong = {}
    for number, path in enumerate(QUERIES):
        for query in STRANGE_QUERIES[number % 3 :: 3]:
            response = client.get(f"{fill(path, world)}?{query}")
            if response.status_code >= 500 or raw_script(response):
                wrong[f"{path}?{query[:60]}"] = response.status_code
    assert wrong == {}


PATHS = (
    "/procesos/{}/", "/procesos/plan-de-prueba/{}/", "/propuestas/{}/", "/propuestas/{}/editar/", "/temas/{}/historia/",
    "/temas/{}/comentarios/", "/temas/{}/comentarios/{}/", "/archivos/{}/", "/territorios/{}/", "/instituciones/{}/",
    "/paginas/{}/", "/datos/{}/", "/datos/{}.csv", "/api/v1/proposals/{}/", "/api/v1/{}/", "/api/v1/subjects/{}/follow/",
    "/cuenta/notificaciones/{}/abrir/", "/cuenta/notificaciones/baja/{}/", "/cuenta/claves/{}/revocar/",
    "/cuenta/contacto/{}/quitar/", "/cuenta/seguridad/llaves/{}/quitar/", "/mesa/verificacion/{}/",
    "/mesa/moderacion/temas/{}/", "/admin/proposals/proposal/{}/change/", "/admin/processes/process/{}/publicar/",
    "/admin/processes/process/1/actividades/nueva/{}/", "/admin/r/{}/{}/", "/{}/", "/en/{}/",
)  # fmt: skip
PIECES = (
    "9" * 30, "9" * 5_000, "-1", "0", "%00", "a%00", "%ff", "%ed%a0%80", SCRIPT, "..%2f..", "%E2%80%AE", "x" * 3_000,
    "00000000-0000-0000-0000-000000000000", "%0d%0aSet-Cookie:x=1", "١", "1e3", "%5C", "%2F%2Fevil.example",
)  # fmt: skip


@pytest.mark.parametrize("method", ["get", "post"])
def test_any_piece_of_any_path(world: World, method: str) -> None:
    client = browser(world.people["carla"])
    wrong = {}
    before = row_counts()
    for number, path in enumerate(PATHS):
        for piece in PIECES[number % 2 :: 2]:
            response = getattr(client, method)(path.replace("{}", piece))
            if response.status_code >= 500 or raw_script(response) or "Set-Cookie" in response.headers:
                wrong[path, piece[:40]] = response.status_code
    assert wrong == {}
    assert row_counts() == before


HEADERS = {
    "Accept-Language": ["x" * 5_000, "%00", "es;q=nan", "../../x", "zz-ZZ;q=9"],
    "Accept": ["*", "text/html;q=x", "application/json;version=99", "a/b/c", ""],
    "X-Request-Id": ["<script>", "x" * 500, "a\tb"],
    "X-Forwarded-For": ["<script>", "1.1.1.1, x", "9" * 500],
    "X-Forwarded-Host": ["evil.example"],
    "X-Forwarded-Proto": ["javascript"],
    "HX-Request": ["true", "<script>"],
    "HX-Current-URL": ["https://evil.example/%ff", "%00"],
    "If-None-Match": ["*", '"x', "W/", "x" * 5_000],
    "If-Modified-Since": ["x", "Thu, 99 Foo 2026 99:99:99 GMT"],
    "Range": ["bytes=9-1", "bytes=-", "x"],
    "Referer": ["https://evil.example/%00", "//evil", "http://[", "javascript:alert(1)"],
    "Origin": ["null", "https://evil.example", "%00", "http://["],
    "Authorization": ["Bearer", "Bearer \xff", "Bearer " + "x" * 5_000, "Basic x", "Bearer azt_ a", "Bearer azt_\t"],
    "Content-Type": ["x", "multipart/form-data", "application/json; charset=nada", "text/plain; charset=utf-7"],
    "Cookie": [
        'sessionid="aaaaaaaaaaaa\\000"', "sessionid=" + "x" * 4_000, 'csrftoken="\\000"', "django_language=../x",
        "messages=x", "=;=;", 'sessionid="\\377\\376aaaaaaaa"', "sessionid=<script>alert(1)</script>",
    ],
}  # fmt: skip


def test_any_header(world: World) -> None:
    wrong = {}
    paths = [
        "/", CALL, f"/propuestas/{world.proposal.pk}/", f"/archivos/{world.image.key}/", "/api/v1/proposals/",
        "/datos/proposals.csv", "/cuenta/", "/admin/", "/buscar/?q=agua", f"/temas/{world.proposal.subject_id}/seguir/",
    ]  # fmt: skip
    values = [(name, value) for name, values in HEADERS.items() for value in values]
    for number, (name, value) in enumerate(values):
        for place, path in enumerate(paths):
            method = ("get", "post")[(number + place) % 2]
            client = Client(raise_request_exception=False)
            response = getattr(client, method)(path, headers={name: value})
            if response.status_code >= 500 or raw_script(response):
                wrong[name, value[:40], path, method] = response.status_code
    assert wrong == {}
