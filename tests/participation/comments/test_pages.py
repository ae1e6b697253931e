"""The comments section and the pages around it."""

import re
import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from participation.access import roles
from participation.access.verdict import ALLOWED
from participation.comments.actions import comment_on, withdraw_comment
from participation.models import Comment, Subject
from participation.moderation.actions import decide
from participation.subjects import registry
from participation.subjects.actions import create_subject, update_subject
from participation.subjects.registry import SubjectKind, register_kind
from tests.factories import make_call, make_comment, make_process, make_proposal
from tests.personas import NOW, client_of, make_person, official

SCRIPT = "<script>alert(1)</script>"
EVIL = SCRIPT + '" onmouseover="x" <img src=x onerror=y> javascript:alert(1)'


def page_of(subject: Subject) -> str:
    return f"/temas/{subject.pk}/comentarios/"


def ids(html: str) -> list[int]:
    return [int(n) for n in re.findall(r'id="comentario-(\d+)"', html)]


def text(response) -> str:
    return response.content.decode()


def fill(subject: Subject, number: int, replies: int = 0) -> list[Comment]:
    author = make_person(f"Quien escribe {number}", email=f"fill{subject.pk}-{number}@example.org")
    made = Comment.objects.bulk_create(
        [
            Comment(
                subject=subject,
                author=author,
                text=f"Comentario {n}",
                at=NOW - timedelta(minutes=number - n),
                stance=["for", "neutral", "against"][n % 3],
                thread_count=replies,
            )
            for n in range(number)
        ]
    )
    Comment.objects.bulk_create(
        [
            Comment(
                subject=subject,
                author=author,
                text=f"Respuesta {n}",
                at=NOW + timedelta(seconds=n),
                parent=root,
                root=root,
                depth=1,
            )
            for root in made
            for n in range(replies)
        ]
    )
    subject.counts.comments = number * (1 + replies)
    subject.counts.save()
    return made


@pytest.fixture
def plain_subject(db: None, monkeypatch: pytest.MonkeyPatch) -> Subject:
    """A subject of a kind whose policy asks the database nothing, so that only the section's own queries count."""
    # It goes again with this test: what is prepared for the kinds of the product must not meet it.
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    register_kind(
        SubjectKind(
            name="testthing",
            label="thing",
            label_plural="things",
            model="participation.Subject",
            comment_policy=always,
        )
    )
    return create_subject(kind="testthing", title="Cosa", path="/cosas/1/", at=NOW, state="published")


def always(person, subject, *, at):
    return ALLOWED


@pytest.mark.parametrize("number", [1, 30, 500])
@pytest.mark.parametrize("replies", [0, 5])
def test_five_hundred_comments_cost_what_one_costs(plain_subject, ana, number, replies, django_assert_num_queries):
    fill(plain_subject, number, replies)
    template = Template("{% load conversation %}{% comments subject %}")
    for reader in (AnonymousUser(), ana):
        request = RequestFactory().get("/cosas/1/")
        request.user = reader
        roles.roles_of(reader)  # in a request they come with the session, and whom the reader speaks for with them
        fresh = Subject.objects.select_related("counts").get(pk=plain_subject.pk)
        with django_assert_num_queries(2):  # the comments of the page · the first replies of all of them
            html = template.render(Context({"request": request, "subject": fresh}))
        assert len(ids(html)) == min(number, 20) * (1 + min(replies, 3))


@pytest.mark.parametrize("number", [1, 30, 500])
def test_a_thread_page_costs_the_same(subject, number, client):
    root = make_comment(subject)
    Comment.objects.bulk_create(
        [
            Comment(subject=subject, author=root.author, text="R", at=NOW, parent=root, root=root, depth=1)
            for _n in range(number)
        ]
    )
    client.get(f"/temas/{subject.pk}/comentarios/{root.pk}/")
    with CaptureQueriesContext(connection) as seen:
        response = client.get(f"/temas/{subject.pk}/comentarios/{root.pk}/")
    assert response.status_code == 200
    assert len([q for q in seen if "participation_comment" in q["sql"]]) == 2
    assert len(ids(text(response))) == 1 + min(number, 20)


def test_keyset_pages_show_everything_once(subject, client):
    made = fill(subject, 45)
    url, seen = page_of(subject), []
    for expected in (20, 20, 5):
        html = text(client.get(url))
        found = ids(html)
        assert len(found) == expected
        seen += found
        following = re.search(r'rel="next" href="([^"#]+)', html)
        url = following.group(1).replace("&amp;", "&") if following else ""
    assert seen == [comment.pk for comment in reversed(made)]
    assert not url


def test_order_and_stance_by_links(subject, client):
    made = fill(subject, 6)
    assert ids(text(client.get(page_of(subject) + "?comentarios_orden=antiguos"))) == [comment.pk for comment in made]
    against = text(client.get(page_of(subject) + "?comentarios_postura=against&q=x"))
    assert ids(against) == [made[5].pk, made[2].pk]
    assert "comentarios_orden=antiguos" in against
    assert "q=x" in against


@pytest.mark.parametrize(
    "query",
    [
        "comentarios_after=zzz",
        "comentarios_before=W10",
        "comentarios_postura=quizas",
        "comentarios_orden=azar",
        "comentarios_after=WyJ4IiwgMV0",
        "comentarios_after=" + "A" * 3000,
    ],
)
def test_broken_parameters_are_400(subject, client, query):
    make_comment(subject)
    assert client.get(f"{page_of(subject)}?{query}").status_code == 400


def test_the_bar_says_its_numbers_in_words(subject, ana, bruno, client):
    for person, stance in ((ana, "for"), (bruno, "for"), (ana, "against")):
        comment_on(subject=subject, text="Sí", by=person, at=NOW, stance=stance)
    html = text(client.get(page_of(subject)))
    for words in ("▲ 2 a favor", "● 0 neutrales", "▼ 1 en contra", "(3)"):
        assert words in html
    assert "▲ 2 in favour" in text(client.get("/en" + page_of(subject)))


def test_anonymous_readers_get_no_form_but_an_invitation(subject, client):
    make_comment(subject)
    html = text(client.get(page_of(subject)))
    assert "<form" not in html.split("<main", 1)[1].split("</main>", 1)[0]
    assert "csrfmiddlewaretoken" not in html
    assert "/cuenta/entrar/?next=" in html


def test_who_may_not_comment_reads_why(ana):
    closed = make_proposal(make_call(acts=("propose",))).subject
    html = text(client_of(ana).get(page_of(closed)))
    assert "az-comment-form" not in html
    assert "az-notice" in html


def test_officials_and_captured_comments_are_marked(subject, carla, olga, ana, client):
    other = official("Ajena", "moderator", make_process().subject)
    make_comment(subject, author=carla)
    make_comment(subject, author=other)
    comment_on(subject=subject, text="Sí", by=ana, at=NOW, channel="counter", captured_by=olga)
    html = text(client.get(page_of(subject)))
    assert html.count(">Gobierno<") == 1
    assert "capturado en persona" in html


def test_a_long_thread_shows_three_replies_and_a_link(subject, client):
    root = make_comment(subject)
    for _n in range(5):
        make_comment(subject, parent=root)
    html = text(client.get(page_of(subject)))
    assert len(ids(html)) == 4
    assert "Ver 2 respuestas más" in html
    whole = text(client.get(f"{page_of(subject)}{root.pk}/"))
    assert len(ids(whole)) == 6
    assert "respuestas más" not in whole


def test_a_reply_has_its_own_address(subject, client):
    root = make_comment(subject)
    reply = make_comment(subject, parent=root)
    deep = make_comment(subject, parent=reply)
    make_comment(subject, parent=root)
    assert ids(text(client.get(f"{page_of(subject)}{reply.pk}/"))) == [root.pk, reply.pk, deep.pk]
    assert ids(text(client.get(f"{page_of(subject)}{deep.pk}/"))) == [root.pk, reply.pk, deep.pk]


def test_script_in_every_field_is_text(subject, client):
    author = make_person("Ana " + SCRIPT, email="evil@example.org")
    root = make_comment(subject, author=author, text=EVIL)
    make_comment(subject, parent=make_comment(subject, parent=root, author=author, text=EVIL), author=author, text=EVIL)
    update_subject(subject=subject, at=NOW, title=EVIL, text="")
    for url in (page_of(subject), f"{page_of(subject)}{root.pk}/"):
        html = text(client.get(url))
        assert SCRIPT not in html
        assert "<img src=x" not in html
        assert not re.search(r"<[^>]*\sonmouseover=", html)
        assert 'href="javascript:' not in html
        assert "&lt;script&gt;" in html


def test_withdrawn_and_hidden_text_is_not_shown(subject, ana, dario, client):
    root = comment_on(subject=subject, text="Palabras retiradas", by=ana, at=NOW)
    reply = comment_on(subject=subject, text="Palabras ocultas", by=ana, at=NOW, parent=root)
    make_comment(subject, parent=reply, text="Se queda")
    withdraw_comment(comment=root, by=ana, at=NOW)
    decide(subject=subject, comment=reply, outcome="hide", reason="Publica un teléfono.", by=dario, at=NOW)
    section, whole = text(client.get(page_of(subject))), text(client.get(f"{page_of(subject)}{root.pk}/"))
    for html in (section, whole):
        assert "Palabras" not in html
        assert "Se queda" in html
        assert "retiró" in html
    assert "Publica un teléfono." in whole
    own = text(client.get(f"{page_of(subject)}{reply.pk}/"))
    assert "Oculto por moderación" in own
    assert "Publica un teléfono." in own


# --- Writing ----------------------------------------------------------------------------------------------------------


def test_writing_a_comment_and_a_reply(subject, ana):
    browser = client_of(ana)
    form = text(browser.get(page_of(subject)))
    key = re.search(r'name="act_id" value="([0-9a-f-]{36})"', form).group(1)
    sent = {"text": "Que haya luz.", "stance": "for", "act_id": key, "parent": ""}
    response = browser.post(f"{page_of(subject)}nuevo/", sent)
    made = Comment.objects.get()
    assert response.status_code == 302
    assert response.url == f"{subject.path}#comentario-{made.pk}"
    assert (made.text, made.stance, str(made.act_id), made.lang) == ("Que haya luz.", "for", key, "es")
    browser.post(f"{page_of(subject)}nuevo/", sent)
    assert Comment.objects.count() == 1
    reply_form = text(browser.get(f"{page_of(subject)}nuevo/?respuesta_a={made.pk}"))
    assert "Que haya luz." in reply_form
    assert 'name="stance"' not in reply_form
    response = browser.post(f"/en{page_of(subject)}nuevo/", {"text": "Yes", "parent": made.pk, "act_id": uuid.uuid4()})
    reply = made.replies.get()
    assert response.url == f"/en/temas/{subject.pk}/comentarios/{reply.pk}/#comentario-{reply.pk}"
    assert reply.lang == "en"


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"text": ""}, 422),
        ({"text": "a" * 2001, "stance": "for"}, 422),
        ({"text": "Conservado", "stance": "raro"}, 422),
        ({"text": "Conservado", "stance": "for", "act_id": "no-uuid"}, 422),
        ({"text": "Conservado"}, 422),
        ({"text": "Conservado", "stance": "for", "parent": "abc"}, 404),
        ({"text": "Conservado", "stance": "for", "parent": "9" * 30}, 404),
        ({"text": "Conservado", "stance": "for", "parent": "\x00"}, 404),
        ({"text": "Con\x00servado", "stance": "for"}, 302),
    ],
)
def test_malformed_posts_are_answered(subject, ana, data, status):
    response = client_of(ana).post(f"{page_of(subject)}nuevo/", data)
    assert response.status_code == status
    if status == 422:
        assert not Comment.objects.exists()
        assert "az-errors" in text(response)
        assert data["text"] in text(response)


def test_a_denial_keeps_what_was_typed(ana):
    closed = make_proposal(make_call(acts=("propose",))).subject
    response = client_of(ana).post(f"{page_of(closed)}nuevo/", {"text": "Mis palabras", "stance": "for"})
    assert response.status_code == 403
    assert "Mis palabras" in text(response)
    assert not Comment.objects.exists()


def test_correcting_and_withdrawing(subject, ana, bruno):
    made = comment_on(subject=subject, text="Banqetas", by=ana, at=NOW)
    url = f"{page_of(subject)}{made.pk}/"
    browser = client_of(ana)
    assert "Banqetas" in text(browser.get(url + "editar/"))
    assert browser.post(url + "editar/", {"text": ""}).status_code == 422
    assert browser.post(url + "editar/", {"text": "Banquetas"}).status_code == 302
    assert "Banquetas" in text(browser.get(url + "retirar/"))
    stranger = client_of(bruno)
    for verb in ("editar/", "retirar/"):
        assert stranger.get(url + verb).status_code == 403
        assert stranger.post(url + verb, {"text": "Robado"}).status_code == 403
    made.refresh_from_db()
    assert (made.text, made.state) == ("Banquetas", "visible")
    assert browser.post(url + "retirar/").status_code == 302
    made.refresh_from_db()
    assert made.state == "withdrawn"
    assert browser.post(url + "editar/", {"text": "Otra"}).status_code == 403


def test_strangers_to_the_site_are_sent_to_sign_in(subject, client):
    made = make_comment(subject)
    for url in ("nuevo/", f"{made.pk}/editar/", f"{made.pk}/retirar/"):
        for response in (client.get(page_of(subject) + url), client.post(page_of(subject) + url)):
            assert response.status_code == 302
            assert response.url.startswith("/cuenta/entrar/")
        ended = client.post(page_of(subject) + url, {"text": "Mis palabras"})
        assert ended.status_code == 403
        assert 'href="/cuenta/entrar/?next=' in ended.content.decode()
        assert "Mis palabras</textarea>" in ended.content.decode()
    assert Comment.objects.count() == 1


def test_what_may_not_be_seen_is_404(subject, ana, client):
    made = make_comment(subject)
    draft = make_proposal(make_call(), state="draft").subject
    other = make_proposal(make_call()).subject
    for url in (
        page_of(draft),
        f"{page_of(other)}{made.pk}/",
        page_of(subject) + "99999999999999999999/",
        "/temas/0/comentarios/",
    ):
        assert client.get(url).status_code == 404
    browser = client_of(ana)
    assert browser.post(f"{page_of(draft)}nuevo/", {"text": "x", "stance": "for"}).status_code == 404
    assert browser.post(f"{page_of(other)}nuevo/", {"text": "x", "parent": made.pk}).status_code == 404
    assert browser.post(f"{page_of(other)}{made.pk}/retirar/").status_code == 404
    update_subject(subject=subject.parent.parent, at=NOW, state="draft")
    assert client.get(page_of(subject)).status_code == 404
    assert Comment.objects.count() == 1


def test_posts_without_a_token_change_nothing(subject, ana):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ana, backend="django.contrib.auth.backends.ModelBackend")
    response = browser.post(
        f"{page_of(subject)}nuevo/", {"text": "Palabras que no deben perderse por nada", "stance": "for"}
    )
    assert response.status_code == 403
    assert not Comment.objects.exists()
    assert "Palabras que no deben perderse por nada" in text(response)


def test_nobody_is_offered_to_report_their_own_words(subject, ana, bruno):
    comment_on(subject=subject, text="Sí", by=ana, at=NOW)
    assert "/reportar/?comentario=" not in text(client_of(ana).get(page_of(subject)))
    assert "/reportar/?comentario=" in text(client_of(bruno).get(page_of(subject)))


def test_where_commenting_is_closed_nobody_is_invited(db: None, client: Client):
    closed = make_proposal(make_call(at=NOW - timedelta(days=90)), at=NOW - timedelta(days=80)).subject
    html = client.get(page_of(closed)).content.decode()
    assert "Por ahora aquí no se puede comentar." in html
    assert "Di qué piensas" not in html
