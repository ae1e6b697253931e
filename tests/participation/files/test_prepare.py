"""What is taken and what is not: the bytes decide."""

import contextlib
import io
import zipfile

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from participation.files.forms import AttachmentsField
from participation.files.prepare import clean_name, prepare
from tests.participation.files import samples
from tests.participation.files.samples import PDF, SCRIPT, upload

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("fmt", "mode", "kept"),
    [
        ("JPEG", "RGB", "image/jpeg"),
        ("JPEG", "CMYK", "image/jpeg"),
        ("JPEG", "L", "image/jpeg"),
        ("PNG", "RGB", "image/jpeg"),
        ("PNG", "P", "image/jpeg"),
        ("PNG", "RGBA", "image/webp"),
        ("PNG", "LA", "image/webp"),
        ("WEBP", "RGB", "image/jpeg"),
        ("WEBP", "RGBA", "image/webp"),
        ("PNG", "I;16", "image/jpeg"),
        ("PNG", "1", "image/jpeg"),
    ],
)
def test_images_are_made_anew(fmt, mode, kept):
    size = (2000, 1000)
    out = io.BytesIO()
    Image.new(mode, size).save(out, fmt)
    ready = prepare(upload(out.getvalue(), "foto.exe"))
    assert (ready.kind, ready.content_type, ready.width, ready.height) == ("image", kept, 1600, 800)
    assert ready.name in {"foto.jpg", "foto.webp"}
    with Image.open(io.BytesIO(ready.thumbnail)) as small:
        assert small.size == (480, 240)


def test_nothing_of_the_camera_remains():
    ready = prepare(upload(samples.photo_with_place(), "IMG_1.JPG"))
    assert (ready.width, ready.height) == (800, 1600)  # turned as the camera meant
    with Image.open(io.BytesIO(ready.data)) as made:
        assert not made.getexif()
    assert b"Camara" not in ready.data
    assert b"Exif" not in ready.data


def test_what_hides_behind_an_image_is_dropped():
    ready = prepare(upload(samples.image() + SCRIPT + samples.archive(a=b"b"), "foto.jpg"))
    assert SCRIPT not in ready.data
    assert b"PK" not in ready.data[-200:]


@pytest.mark.parametrize(
    ("data", "name", "kind", "kept"),
    [
        (PDF, "plan.html", "application/pdf", "plan.pdf"),
        (samples.docx(), "acta.doc.docx", DOCX, "acta.doc.docx"),
        (
            samples.xlsx(),
            "gasto.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "gasto.xlsx",
        ),
        (samples.odt(), "carta.zip", "application/vnd.oasis.opendocument.text", "carta.odt"),
        ("año,monto\n2026,5".encode(), "Datos.CSV", "text/csv", "Datos.csv"),
        ("años".encode("latin-1"), "notas.txt", "text/plain", "notas.txt"),
        (b"\xef\xbb\xbfhola", "x.exe", "text/plain", "x.txt"),
    ],
)
def test_documents_by_their_bytes(data, name, kind, kept):
    ready = prepare(upload(data, name))
    assert (ready.kind, ready.content_type, ready.name) == ("document", kind, kept)
    assert ready.width is None


def test_text_is_kept_as_utf8():
    assert prepare(upload("años".encode("latin-1"), "n.txt")).data.decode() == "años"


BOMB = zipfile.ZipInfo("word/document.xml")


def zip_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", b"<Types/>")
        with made.open("word/document.xml", "w") as entry:
            for _n in range(210):
                entry.write(b"\0" * 1024 * 1024)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "vacio.jpg"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "dibujo.svg"),
        (b"  <?xml version='1.0'?><svg/>", "dibujo.png"),
        (b"<!DOCTYPE html><html></html>", "pagina.txt"),
        (b"\xef\xbb\xbf <HTML>", "pagina.csv"),
        (b"hola <script>", "x.txt"),
        (b"GIF89a" + b"\0" * 50, "foto.gif"),
        (b"MZ\x90\0\x03", "programa.exe"),
        (b"\x7fELF\x02\x01\x01\0", "programa.jpg"),
        (b"\xff\xd8\xff", "corta.jpg"),
        (b"\xff\xd8\xff" + b"x" * 500, "falsa.jpg"),
        (b"\x89PNG\r\n\x1a\n", "corta.png"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "corta.webp"),
        (samples.image()[:400], "cortada.jpg"),
        (samples.image("PNG")[:300], "cortada.png"),
        (samples.image("WEBP")[:60], "cortada.webp"),
        (samples.png_that_claims(60_000, 60_000), "bomba.png"),
        (samples.png_that_claims(8_000, 8_000), "grande.png"),
        (samples.png_that_claims(2**31 - 1, 2**31 - 1), "enorme.png"),
        (samples.png_that_claims(0, 0), "nada.png"),
        (b"%PDF-1.7\nsin final", "corto.pdf"),
        (SCRIPT + PDF, "poliglota.pdf"),
        (b"PK\x03\x04", "corto.docx"),
        (samples.docx()[:60], "corto.docx"),
        (samples.archive(a=b"b"), "otro.zip"),
        (samples.docx(**{"word/vbaProject.bin": b"x"}), "macros.docx"),
        (samples.archive(**{"mimetype": b"otra", "content.xml": b""}), "x.odt"),
        (b"\0\0\0\0", "ceros.txt"),
        (b"hola\0mundo", "nul.txt"),
        (b"\x1b[31mrojo", "escape.txt"),
        (b"   \n ", "blancos.txt"),
        ("hola".encode("utf-16"), "ancho.txt"),
    ],
)
def test_what_is_refused(data, name):
    with pytest.raises(ValidationError) as error:
        prepare(upload(data, name, "image/png"))
    assert error.value.messages[0]


def test_bombs_and_big_files_are_refused():
    with pytest.raises(ValidationError):
        prepare(upload(zip_bomb(), "bomba.docx"))
    with pytest.raises(ValidationError) as error:
        prepare(upload(b"\xff\xd8\xff" + b"\0" * (8 * 1024 * 1024), "grande.jpg"))
    assert error.value.code == "size"
    with pytest.raises(ValidationError) as error:
        prepare(upload(b"a" * (15 * 1024 * 1024 + 1), "grande.txt"))
    assert error.value.code == "size"


@given(
    head=st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF0000WEBP", b"%PDF-", b"PK\x03\x04"]),
    tail=st.binary(max_size=300),
)
@settings(max_examples=150, deadline=None)
def test_random_bytes_are_taken_or_refused_and_never_fail(head, tail):
    with contextlib.suppress(ValidationError):
        prepare(upload(head + tail, "x"))


@given(place=st.integers(0, 3000), value=st.integers(0, 255))
@settings(max_examples=60, deadline=None)
def test_a_damaged_image_is_taken_or_refused_and_never_fails(place, value):
    data = bytearray(samples.image(size=(64, 48)))
    data[place % len(data)] = value
    with contextlib.suppress(ValidationError):
        prepare(upload(bytes(data), "x.jpg"))


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\fotos\\plan.pdf", "plan.pdf"),
        ("a\u202efdp.exe", "afdp.pdf"),
        ("", "archivo.pdf"),
        ("...", "archivo.pdf"),
        ("plan<script>.pdf", "plan script.pdf"),
        ("año 2026 (final).pdf", "año 2026 (final).pdf"),
        ("x" * 400 + ".pdf", "x" * 120 + ".pdf"),
        ("a\r\nSet-Cookie: b.pdf", "a Set-Cookie b.pdf"),
        ('a";b.pdf', "a b.pdf"),
    ],
)
def test_names_are_cleaned(name, clean):
    assert clean_name(name, "application/pdf") == clean


class Files(forms.Form):
    files = AttachmentsField(maximum=2)
    photos = AttachmentsField(documents=False)


def form(**files: list) -> Files:
    from django.utils.datastructures import MultiValueDict

    return Files({}, MultiValueDict(files))


def test_the_field_gives_prepared_files_and_names_the_wrong_ones():
    good = form(files=[upload(PDF, "plan.pdf"), upload(samples.image(), "foto.jpg")])
    assert good.is_valid()
    assert [ready.content_type for ready in good.cleaned_data["files"]] == ["application/pdf", "image/jpeg"]
    assert good.cleaned_data["photos"] == []
    wrong = form(files=[upload(PDF, "plan.pdf"), upload(b"<svg/>", "dibujo.svg")], photos=[upload(PDF, "plan.pdf")])
    assert not wrong.is_valid()
    assert wrong.errors["files"][0].startswith("dibujo.svg: ")
    assert "plan.pdf" in wrong.errors["photos"][0]
    many = form(files=[upload(PDF, f"{n}.pdf") for n in range(3)])
    assert "2" in many.errors["files"][0]
    assert "multiple" in str(good["files"])
