"""Files that are not what they say, through the forms that take files: refused in words, quickly, and nothing is kept."""

import gzip
import io
import json
import struct
import time
import tracemalloc
import zipfile
import zlib
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from participation.files.prepare import prepare
from participation.models import Attachment, Territory
from tests.fuzz.pages import fingerprint
from tests.journeys.test_every_address import browser
from tests.journeys.world import World
from tests.participation.files import samples

pytestmark = pytest.mark.django_db
SCRIPT = b"<script>zorro(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="zorro(1)"><script>zorro(1)</script></svg>'
JPEG = samples.image(size=(80, 60))
PNG = samples.image("PNG", size=(80, 60))


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def real_bomb(side: int) -> bytes:
    """A PNG of a few kilobytes whose every pixel is there: side × side bits."""
    rows = zlib.compress(b"\0" * ((side // 8 + 1) * side), 9)
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def with_text_bomb() -> bytes:
    """A PNG with a comment that unpacks to 60 MB."""
    text = b"Comment\0\0" + zlib.compress(b"x" * 60_000_000, 9)
    return PNG[:33] + chunk(b"zTXt", text) + PNG[33:]


def film(fmt: str, frames: int) -> bytes:
    """A moving image."""
    pictures = [Image.new("RGB", (60, 60), (number % 255, 0, 0)) for number in range(frames)]
    out = io.BytesIO()
    pictures[0].save(out, fmt, save_all=True, append_images=pictures[1:])
    return out.getvalue()


def archive_that_unpacks_to(size: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", b"<Types/>")
        made.writestr("xl/workbook.xml", b"\0" * size)
    return out.getvalue()


def lying_archive() -> bytes:
    """A spreadsheet whose directory says that its entries are tiny."""
    data = bytearray(archive_that_unpacks_to(30_000_000))
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(data)


# name, bytes, taken ("image", "document") or refused (None)
FILES: dict[str, tuple[str, Any, str | None]] = {
    "bomb": ("bomba.png", lambda: real_bomb(20_000), None),
    "claims": ("enorme.png", lambda: samples.png_that_claims(60_000, 60_000), None),
    "claims-more": ("enorme.png", lambda: samples.png_that_claims(2**31 - 1, 2**31 - 1), None),
    "no-size": ("nada.png", lambda: samples.png_that_claims(0, 0), None),
    "text-bomb": ("texto.png", with_text_bomb, None),
    "half-jpeg": ("media.jpg", lambda: JPEG[: len(JPEG) // 2], None),
    "head-of-jpeg": ("cabeza.jpg", lambda: JPEG[:20], None),
    "half-png": ("media.png", lambda: PNG[: len(PNG) // 2], None),
    "half-webp": ("media.webp", lambda: samples.image("WEBP", size=(400, 400))[:60], None),
    "gif-as-jpg": ("film.jpg", lambda: film("GIF", 3), None),
    "film": ("film.webp", lambda: film("WEBP", 40), "image"),
    "tall": ("alta.png", lambda: samples.image("PNG", size=(1, 20_000)), "image"),
    "html-as-png": ("pagina.png", lambda: b"<!doctype html>" + SCRIPT, None),
    "svg": ("dibujo.svg", lambda: SVG, None),
    "svg-as-png": ("dibujo.png", lambda: SVG, None),
    "svgz": ("dibujo.svgz", lambda: gzip.compress(SVG), None),
    "png-head-and-html": ("a.png", lambda: b"\x89PNG\r\n\x1a\n" + SCRIPT, None),
    "jpeg-and-html": ("a.html", lambda: JPEG + SCRIPT, "image"),
    "jpeg-and-zip": ("a.jar", lambda: JPEG + archive_that_unpacks_to(100), "image"),
    "pdf-without-end": ("a.pdf", lambda: b"%PDF-1.7\n" + SCRIPT, None),
    "html-as-txt": ("a.txt", lambda: b"Hola\n<ScRiPt>zorro(1)</sCrIpT>", None),
    "elf": ("a.pdf", lambda: b"\x7fELF" + b"\0" * 100, None),
    "zip-bomb": ("a.xlsx", lambda: archive_that_unpacks_to(300_000_000), None),
    "lying-zip": ("a.xlsx", lying_archive, "document"),  # it is kept as it came; nothing here unpacks it
    "empty": ("a.png", lambda: b"", None),
    "nul": ("a.txt", lambda: b"a\0b", None),
    "utf-7": ("a.txt", lambda: b"+ADw-script+AD4-zorro(1)+ADw-/script+AD4-", "document"),  # sent as UTF-8, nosniff
    "too-big-image": ("a.jpg", lambda: JPEG + b"\0" * (8 * 1024 * 1024), None),
    "too-big": ("a.pdf", lambda: b"%PDF-1.7\n" + b" " * (15 * 1024 * 1024) + b"%%EOF", None),
}  # fmt: skip


@pytest.mark.parametrize("kind", FILES)
def test_a_file_of_each_wrong_kind(kind: str) -> None:
    """Taken as what it is or refused in a sentence, in a moment and without filling the memory."""
    name, make, taken = FILES[kind]
    data = make()
    tracemalloc.start()
    began = time.process_time()
    if taken is None:
        with pytest.raises(ValidationError, match=r"\S"):
            prepare(SimpleUploadedFile(name, data, "image/png"))
    else:
        ready = prepare(SimpleUploadedFile(name, data, "image/png"))
        assert ready.kind == taken
        assert b"zorro" not in ready.data or ready.content_type == "text/plain"
        assert ready.name.rsplit(".", 1)[-1] in {"jpg", "webp", "txt", "xlsx"}
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert time.process_time() - began < 3
    assert most < 120_000_000 + len(data)


NAMES = (
    "../../../etc/passwd.png", "..\\..\\a.png", "/etc/passwd", "C:\\a.png", "a\x00.png", "\u202egnp.exe.png", "x" * 3_000 + ".png",
    "<script>zorro(1)</script>.png", '"><img src=x onerror=zorro(1)>.png', ".htaccess", "...", "con.png", "\U0001f4a9.png",
    "a\r\nSet-Cookie: x=1.png", " .png", "e\u0301.png", "%00.png", "%2e%2e%2fa.png", "a.php;.png", "a.png.html",
)  # fmt: skip


def draft_page(world: World) -> tuple[Client, str]:
    """Return Fausto's browser and the step of his draft that takes files."""
    return browser(world.people["fausto"]), f"/propuestas/{world.draft.pk}/lugar/"


def test_a_file_of_each_wrong_name(world: World) -> None:
    """Kept under a name of its own: without folders, controls or markup; never as a path."""
    for turn, name in enumerate(NAMES):
        ready = prepare(SimpleUploadedFile("a.png", PNG, "image/png"))
        upload = SimpleUploadedFile("a.png", PNG, "text/html")
        upload._name = name  # type: ignore[attr-defined]  # as a parser that cleans less would give it
        ready = prepare(upload)
        assert len(ready.name) <= 130, turn
        assert not set(ready.name) & set("/\\<>\"'\x00\r\n\u202e:;%"), ready.name
        assert ready.name.endswith(".jpg")
        assert not ready.name.startswith(".")


def post_raw(client: Client, path: str, name: str, data: bytes) -> Any:
    """Send one file with the name as it stands, as no browser would."""
    body = (
        b'--zorro\r\nContent-Disposition: form-data; name="address"\r\n\r\nPalabras que quedan\r\n'
        b'--zorro\r\nContent-Disposition: form-data; name="files"; filename="' + name.encode("utf-8", "replace")
        + b'"\r\nContent-Type: image/png\r\n\r\n' + data + b"\r\n--zorro--\r\n"
    )  # fmt: skip
    return client.generic("POST", path, body, content_type="multipart/form-data; boundary=zorro")


def test_wrong_files_at_a_real_form(world: World) -> None:
    """The page comes back with what was typed and a sentence for each file; nothing is kept."""
    client, path = draft_page(world)
    before = fingerprint()
    wrong = {}
    for kind in ("claims", "half-jpeg", "html-as-png", "svg", "empty", "zip-bomb", "gif-as-jpg", "nul"):
        name, make, _taken = FILES[kind]
        upload = SimpleUploadedFile(name, make(), "image/jpeg")
        response = client.post(path, {"address": "Palabras que quedan", "files": upload})
        text = response.content.decode()
        if response.status_code not in {200, 422} or "Palabras que quedan" not in text or "error" not in text:
            wrong[kind] = response.status_code
    many = [SimpleUploadedFile(f"{number}.png", PNG, "image/png") for number in range(12)]
    response = client.post(path, {"address": "Palabras que quedan", "files": many})
    assert (response.status_code in {200, 422}, "Palabras que quedan" in response.content.decode()) == (True, True)
    heap = [SimpleUploadedFile(f"{number}.png", b"x", "image/png") for number in range(150)]
    assert client.post(path, {"files": heap}).status_code == 400
    for broken in (
        b"",
        b"--zorro",
        b"--zorro\r\n\r\n",
        b"\xff" * 100,
        b'--zorro\r\nContent-Disposition: form-data; name="files"; filename="a',
    ):
        response = client.generic("POST", path, broken, content_type="multipart/form-data; boundary=zorro")
        if response.status_code >= 500:
            wrong[broken[:20]] = response.status_code
    assert wrong == {}
    after = fingerprint()
    assert {table for table in before if before[table] != after[table]} <= {
        "participation_event",
        "participation_relay",
    }
    assert Attachment.objects.filter(subject=world.draft.subject).count() == 0 or after == before


def test_wrong_names_at_a_real_form(world: World) -> None:
    client, path = draft_page(world)
    wrong = {}
    for name in NAMES:
        kept = Attachment.objects.count()
        response = post_raw(client, path, name.replace('"', "%22").replace("\r\n", "%0D%0A"), b"<html>" + SCRIPT)
        text = response.content.decode()
        if response.status_code not in {200, 400, 422} or "<script>zorro" in text or "<img src=x" in text:
            wrong[name[:30]] = response.status_code
        if Attachment.objects.count() != kept:
            wrong[name[:30]] = "kept"
    assert wrong == {}


def feature(**more: Any) -> bytes:
    shape = {"type": "Feature", "properties": {"name": "Centro", "level": "colonia"}, "geometry": None, **more}
    return json.dumps({"type": "FeatureCollection", "features": [shape]}).encode()


def polygon(*points: Any) -> bytes:
    return feature(geometry={"type": "Polygon", "coordinates": [list(points)]})


SHEETS: dict[str, bytes] = {
    "zip bomb": archive_that_unpacks_to(50_000_000),
    "spreadsheet": samples.xlsx(),
    "gzip": gzip.compress(b"name,level\nA,b\n" * 1000),
    "empty": b" ",
    "nul": b"name,level\nA\x00,b\n",
    "broken utf-16": b"\xff\xfen\x00a\x00m\xd8",
    "broken utf-8": b"name,level\n\xff\xfe\xfd,\xff\n",
    "one endless cell": b'name,level\n"' + b"x" * 1_200_000 + b'",b\n',
    "open quote": b'name,level\n"A,b\n' * 50,
    "many columns": b",".join(b"c%d" % n for n in range(20_000)) + b"\n",
    "long name": b"name,level\n" + b"x" * 5_000 + b",colonia\n",
    "long level": b"name,level\nA," + b"x" * 5_000 + b"\n",
    "long code": b"name,level,cvegeo\nA,b," + b"9" * 5_000 + b"\n",
    "itself": b"name,level,parent\nA,b,A\n",
    "in a circle": b"name,level,parent\nA,b,B\nB,b,A\n",
    "deep json": b"{" + b'"a":[' * 60_000,
    "deep list": b'{"type":"FeatureCollection","features":' + b"[" * 60_000,
    "wrong json": b'{"type":"FeatureCollection","features":[1,null,[],{"properties":[]}]}',
    "bad numbers": polygon([1e400, 0], [1, 1], [2, 2]),
    "endless whole number": polygon([10**400, 0], [1, 1], [2, 2], [10**400, 0]),
    "words for numbers": polygon(["a", "b"], [True, None]),
    "deep outline": feature(geometry={"type": "Polygon", "coordinates": json.loads("[" * 200 + "]" * 200)}),
    "no points": feature(geometry={"type": "Polygon", "coordinates": [[]]}),
    "mixed": feature(geometry={"type": "MultiPolygon", "coordinates": [[1, [2, 3]], {}]}),
    "outline that is a word": feature(geometry="x"),
    "deep properties": feature(properties={"name": json.loads("[" * 300 + "]" * 300), "level": {"a": 1}}),
    "surrogate key": b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"\\ud800":"x","level":"x"}}]}',
}  # fmt: skip
ODD: dict[str, bytes] = {
    "half a character": b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"\\ud800","level":"x"}}]}',
    "nul in json": b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"a\\u0000b","level":"x"}}]}',
    "formula": b"name,level\n=cmd|' /C calc'!A0,colonia\n",
    "script": b"name,level\n<script>zorro(1)</script>,colonia\n",
    "control": "name,level\nA\u202eB\x1b\x85,colonia\n".encode(),
}


def test_wrong_sheets_at_the_import(world: World) -> None:
    """Preview and confirmation: a sentence for each complaint, nothing imported, never an error page."""
    client = browser(world.people["carla"])
    path = "/admin/participation/territory/importar/"
    before = Territory.objects.count()
    wrong: dict[str, Any] = {}
    for kind, data in {**SHEETS, **ODD}.items():
        upload = SimpleUploadedFile("../<script>zorro(1)<script>.csv", data, "text/csv")
        response = client.post(path, {"file": upload, "source": "Palabras que quedan", "licence": "Libre"})
        text = response.content.decode()
        if response.status_code not in {200, 422} or "<script>zorro" in text or "Palabras que quedan" not in text:
            wrong[kind] = response.status_code
        token = text.split('name="confirm" value="')[-1].split('"')[0] if 'name="confirm"' in text else ""
        if token:
            answer = client.post(path, {"confirm": token})
            made = Territory.objects.count() - before
            if answer.status_code not in {302, 422} or (made and kind in SHEETS and kind != "broken utf-8"):
                wrong[kind, "confirmed"] = (answer.status_code, made)
            assert client.post(path, {"confirm": token}).status_code == 422, kind  # a second press does nothing twice
            before = Territory.objects.count()
    assert wrong == {}
    for territory in Territory.objects.all():
        assert not set(territory.name) & set("\x00\x1b\u202e")


def test_a_token_of_an_import_is_nobody_elses(world: World) -> None:
    client = browser(world.people["carla"])
    path = "/admin/participation/territory/importar/"
    for token in ("", "x", "\x00", "a:b:c", "W10:1:x", "x" * 10_000, "\ud800".encode("utf-8", "replace").decode()):
        response = client.post(path, {"confirm": token})
        assert response.status_code in {400, 422}, token[:20]
