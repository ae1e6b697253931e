"""Acts on files, the pages that stream them, and who may see what."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.template import Context, Template
from django.test import RequestFactory

from participation.access.verdict import ActDenied
from participation.files.actions import attach, describe_attachment, remove_attachment
from participation.files.prepare import prepare
from participation.models import Attachment, Event, Subject
from participation.subjects.actions import update_subject
from tests.factories import make_call, make_proposal
from tests.participation.files import samples
from tests.participation.files.samples import PDF, SCRIPT, upload
from tests.personas import NOW, client_of, make_person, official
from tests.races import at_once


@pytest.fixture
def author(subject: Subject):
    return subject.proposal.author


def photo(subject, author, **fields):
    return attach(subject=subject, upload=upload(samples.image(), "foto.jpg"), by=author, at=NOW, **fields)


def plan(subject, author, name="plan.pdf"):
    return attach(subject=subject, upload=upload(PDF, name), by=author, at=NOW)


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_attaching_an_image(subject, author):
    made = photo(subject, author, alt=" Banqueta rota\x00 ", position=2)
    assert (made.kind, made.width, made.height, made.alt, made.position) == ("image", 1600, 800, "Banqueta rota", 2)
    assert made.size == made.file.size
    assert made.thumbnail.size < made.size
    assert "foto" not in made.file.name
    assert Event.objects.get(name="participation.file.attached").payload == {"attachment": made.pk}


def test_a_prepared_file_is_not_prepared_twice(subject, author):
    made = attach(subject=subject, upload=prepare(upload(PDF, "plan.pdf")), by=author, at=NOW)
    assert made.content_type == "application/pdf"


def test_who_may_not_attach(subject, author, ana, dario, carla):
    for person, code in ((ana, "not_author"), (dario, "not_author"), (None, "not_signed_in")):
        with pytest.raises(ActDenied) as error:
            plan(subject, person)
        assert error.value.denial.code == code
    update_subject(subject=subject, at=NOW, state="hidden")
    with pytest.raises(ActDenied):
        plan(subject, author)
    assert plan(subject, carla)
    with pytest.raises(ValidationError):
        attach(subject=subject, upload=upload(b"<svg/>", "x.svg"), by=carla, at=NOW)
    with pytest.raises(ValidationError):
        photo(subject, carla, alt="x" * 301)
    assert Attachment.objects.count() == 1


def test_no_more_than_twenty(subject, author):
    for n in range(20):
        plan(subject, author, f"plan {n}.pdf")
    with pytest.raises(ActDenied) as error:
        plan(subject, author)
    assert error.value.denial.code == "too_many"
    remove_attachment(attachment=Attachment.objects.first(), by=author, at=NOW)
    assert plan(subject, author)


@pytest.mark.django_db(transaction=True)
def test_the_limit_holds_for_parallel_uploads():
    """Without the lock on the subject's row each of the six sees 18 files and adds one."""
    subject = make_proposal(make_call()).subject
    author = subject.proposal.author
    for n in range(18):
        plan(subject, author, f"plan {n}.pdf")
    results = at_once(*[lambda: plan(subject, author)] * 6)
    assert Attachment.objects.count() == 20
    assert sum(isinstance(result, ActDenied) for result in results) == 4


def test_removing_deletes_the_bytes(subject, author, ana, client, django_capture_on_commit_callbacks):
    made = photo(subject, author)
    with pytest.raises(ActDenied):
        remove_attachment(attachment=made, by=ana, at=NOW)
    assert default_storage.exists(made.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        remove_attachment(attachment=made, by=author, at=NOW)
        remove_attachment(attachment=made, by=author, at=NOW)
    assert not default_storage.exists(made.file.name)
    assert not default_storage.exists(made.thumbnail.name)
    assert Event.objects.filter(name="participation.file.removed").count() == 1
    assert client.get(f"/archivos/{made.key}/").status_code == 404
    assert client.get(f"/archivos/{made.key}/miniatura/").status_code == 404


# --- Streaming --------------------------------------------------------------------------------------------------------


def test_a_public_image(subject, author, client):
    made = photo(subject, author)
    response = client.get(f"/archivos/{made.key}/")
    assert response.status_code == 200
    assert body(response) == made.file.open().read()
    assert response["Content-Type"] == "image/jpeg"
    assert response["Cache-Control"] == "public, no-cache"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == 'inline; filename="foto.jpg"'
    assert "sandbox" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "Cookie" not in response.get("Vary", "")
    again = client.get(f"/archivos/{made.key}/", headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again["Cache-Control"]) == (304, "public, no-cache")
    small = client.get(f"/archivos/{made.key}/miniatura/")
    assert len(body(small)) == made.thumbnail.size
    assert small["ETag"] != response["ETag"]


@pytest.mark.parametrize(
    ("data", "name", "disposition", "kind"),
    [
        (PDF, "plan.pdf", "inline", "application/pdf"),
        (b"a,b", "datos.csv", "attachment", "text/csv; charset=utf-8"),
        (b"hola", "nota.txt", "attachment", "text/plain; charset=utf-8"),
    ],
)
def test_only_images_and_pdf_are_shown(subject, author, client, data, name, disposition, kind):
    made = attach(subject=subject, upload=upload(data, name), by=author, at=NOW)
    response = client.get(f"/archivos/{made.key}/")
    assert response["Content-Disposition"] == f'{disposition}; filename="{name}"'
    assert response["Content-Type"] == kind
    assert "sandbox" in response["Content-Security-Policy"]
    assert client.get(f"/archivos/{made.key}/?descargar=1")["Content-Disposition"].startswith("attachment")
    assert client.get(f"/archivos/{made.key}/miniatura/").status_code == 404


@pytest.mark.parametrize("state", ["draft", "hidden", "withdrawn"])
def test_access_is_asked_each_time(subject, author, ana, carla, client, state):
    made = photo(subject, author)
    assert client.get(f"/archivos/{made.key}/").status_code == 200
    update_subject(subject=subject, at=NOW, state=state)
    for verb in ("", "miniatura/"):
        for browser in (
            client,
            client_of(ana),
            client_of(
                official(
                    "Ajena",
                    "steward",
                    make_call().subject,
                )
                if not verb
                else ana
            ),
        ):
            assert browser.get(f"/archivos/{made.key}/{verb}").status_code == 404
        for person in (author, carla):
            response = client_of(person).get(f"/archivos/{made.key}/{verb}")
            assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")


def test_what_lies_in_a_draft_is_not_streamed(subject, author, client):
    made = photo(subject, author)
    update_subject(subject=subject.parent.parent, at=NOW, state="draft")
    assert client.get(f"/archivos/{made.key}/").status_code == 404


def test_strange_addresses(client, db):
    for path in (
        "/archivos/x/",
        "/archivos/00000000-0000-0000-0000-000000000000/",
        "/archivos/../settings/",
        "/archivos/%2e%2e/",
    ):
        assert client.get(path).status_code == 404
    assert client.post("/archivos/00000000-0000-0000-0000-000000000000/").status_code == 405


def test_bytes_that_are_gone_are_404(subject, author, client):
    made = photo(subject, author)
    default_storage.delete(made.file.name)
    assert client.get(f"/archivos/{made.key}/").status_code == 404


# --- Pages ------------------------------------------------------------------------------------------------------------


def test_the_gallery_and_the_documents(subject, author, django_assert_num_queries):
    photo(subject, author, alt=f'Banqueta "rota" {SCRIPT.decode()}')
    photo(subject, author)
    plan(subject, author, "Plan <b>2026</b>.pdf")
    request = RequestFactory().get("/")
    with django_assert_num_queries(1):
        html = Template("{% load files %}{% attachments subject %}").render(
            Context({"request": request, "subject": subject})
        )
    assert SCRIPT.decode() not in html
    assert "<b>" not in html
    assert 'alt="Banqueta &quot;rota&quot; &lt;script&gt;' in html
    assert 'width="1600" height="800"' in html
    assert "PDF, 1 KB" in html
    assert "/quitar/" not in html
    request.user = author
    html = Template("{% load files %}{% attachments subject %}").render(
        Context({"request": request, "subject": subject})
    )
    assert html.count("/quitar/") == 3


def test_describing_and_removing_by_page(subject, author, ana, client):
    made = photo(subject, author)
    browser = client_of(author)
    for verb in ("quitar", "descripcion"):
        url = f"/archivos/{made.key}/{verb}/"
        assert client.get(url).url.startswith("/cuenta/entrar/")
        assert client.post(url).url.startswith("/cuenta/entrar/")
        assert client.post(url, {"alt": "Robado"}).status_code == 403
        assert client_of(ana).get(url).status_code == 403
        assert client_of(ana).post(url, {"alt": "Robado"}).status_code == 403
        assert browser.get(url).status_code == 200
    made.refresh_from_db()
    assert (made.alt, made.removed_at) == ("", None)
    long = browser.post(f"/archivos/{made.key}/descripcion/", {"alt": "x" * 301})
    assert long.status_code == 422
    assert "x" * 301 in long.content.decode()
    assert browser.post(f"/archivos/{made.key}/descripcion/", {"alt": "Banqueta rota"}).status_code == 302
    made.refresh_from_db()
    assert made.alt == "Banqueta rota"
    assert browser.post(f"/archivos/{made.key}/quitar/").url == subject.path
    assert browser.post(f"/archivos/{made.key}/quitar/").status_code == 404
    made.refresh_from_db()
    assert made.removed_at == NOW


def test_describing_asks_the_same_people(subject, author, ana):
    made = photo(subject, author)
    with pytest.raises(ActDenied):
        describe_attachment(attachment=made, alt="Otra", by=ana, at=NOW)
    describe_attachment(attachment=made, alt="Una", by=author, at=NOW)
    describe_attachment(attachment=made, alt="Una", by=author, at=NOW)
    assert Event.objects.filter(name="participation.file.described").count() == 1
    assert make_person("Nadie")


def test_images_are_not_compressed_again(subject, author, client):
    made = photo(subject, author)
    response = client.get(f"/archivos/{made.key}/", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in response
    assert int(response["Content-Length"]) == made.size
