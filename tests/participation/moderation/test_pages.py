"""Pages of moderation: report, queue, decision, public log, admin."""

import pytest

from participation.models import Comment, Decision, Flag
from participation.moderation.actions import decide, flag
from participation.moderation.actions.suspicions import suspect
from participation.subjects.actions import update_subject
from participation.web.office import waiting_for
from tests.factories import make_call, make_comment, make_institution, make_process, make_proposal
from tests.personas import NOW, client_of, make_person, official

SCRIPT = "<script>alert(1)</script>"


def text(response) -> str:
    return response.content.decode()


def test_reporting_a_comment(subject, ana):
    comment = make_comment(subject, text="Palabras feas")
    url = f"/temas/{subject.pk}/reportar/?comentario={comment.pk}"
    browser = client_of(ana)
    assert "Palabras feas" in text(browser.get(url))
    wrong = browser.post(url, {"text": "Mis motivos", "reason": "nada"})
    assert wrong.status_code == 422
    assert "Mis motivos" in text(wrong)
    assert browser.post(url, {"reason": "insult", "text": ""}).status_code == 302
    assert browser.post(url, {"reason": "insult", "text": ""}).status_code == 302
    made = Flag.objects.get()
    assert (made.comment_id, made.person_id, made.reason) == (comment.pk, ana.pk, "insult")


def test_reports_that_are_not_taken(subject, ana, client):
    own = make_comment(subject, author=ana)
    browser = client_of(ana)
    url = f"/temas/{subject.pk}/reportar/"
    assert client.get(url).url.startswith("/cuenta/entrar/")
    assert client.post(url, {"reason": "spam"}).url.startswith("/cuenta/entrar/")
    assert browser.post(f"{url}?comentario={own.pk}", {"reason": "spam"}).status_code == 403
    assert browser.post(f"/temas/{make_institution().subject_id}/reportar/", {"reason": "spam"}).status_code == 403
    other = make_comment(make_proposal(make_call()).subject)
    for wrong in (other.pk, "abc", "9" * 25, "-1", "\x00", "0"):
        assert browser.get(url, {"comentario": wrong}).status_code in {404, 400}
    draft = make_proposal(make_call(), state="draft").subject
    assert browser.post(f"/temas/{draft.pk}/reportar/", {"reason": "spam"}).status_code == 404
    assert not Flag.objects.exists()


def test_the_queue_is_for_moderators_of_the_place(subject, ana, elena, dario, client):
    make_it = flag(subject=subject, by=ana, reason="spam", at=NOW)
    outsider = official("Ajena", "moderator", make_process().subject)
    decide_url = f"/mesa/moderacion/temas/{subject.pk}/"
    assert client.get("/mesa/moderacion/").status_code == 302
    for person in (ana, elena):
        assert client_of(person).get("/mesa/moderacion/").status_code == 403
    for person in (ana, elena, outsider):
        browser = client_of(person)
        assert browser.get(decide_url).status_code == 404
        assert browser.post(decide_url, {"outcome": "hide", "reason": "Porque"}).status_code == 404
    assert client.post(decide_url, {"outcome": "hide", "reason": "Porque"}).status_code == 302
    assert subject.title not in text(client_of(outsider).get("/mesa/moderacion/"))
    assert subject.title in text(client_of(dario).get("/mesa/moderacion/"))
    assert not Decision.objects.exists()
    make_it.refresh_from_db()
    assert make_it.decision_id is None


@pytest.mark.parametrize("number", [1, 30])
def test_the_queue_costs_the_same(dario, number, django_assert_num_queries):
    subject = make_proposal(make_call()).subject
    author, people = make_person("Autora"), [make_person(f"Persona{n}") for n in range(3)]
    comments = Comment.objects.bulk_create(
        [Comment(subject=subject, author=author, text="x", at=NOW) for _n in range(number)]
    )
    Flag.objects.bulk_create(
        [
            Flag(subject=subject, comment=comment, person=person, reason="spam", text=f"Nota {SCRIPT}", at=NOW)
            for comment in comments
            for person in people
        ]
    )
    browser = client_of(dario)
    browser.get("/mesa/moderacion/")
    # session · person · roles and unread · things · what was said of them and decided before (rules are in memory)
    with django_assert_num_queries(3):
        response = browser.get("/mesa/moderacion/")
    html = text(response)
    assert html.count("<article") == min(number, 20)
    assert "3 reportes" in html
    assert SCRIPT not in html
    assert ('rel="next"' in html) == (number > 20)


def test_each_thing_of_the_queue_has_what_was_said_of_it(subject, ana, dario):
    """Reports, what was noticed and how often it was decided on come in one query, and each to its own thing."""
    comment = make_comment(subject, text="Otra vez lo mismo")
    for _time in range(2):
        flag(subject=subject, comment=comment, by=ana, reason="insult", at=NOW, text="Ya visto")
        decide(subject=subject, comment=comment, outcome="keep", reason="No insulta", by=dario, at=NOW)
    flag(subject=subject, comment=comment, by=ana, reason="insult", at=NOW, text="Sobre el comentario")
    flag(subject=subject, by=ana, reason="spam", at=NOW, text="Sobre la propuesta")
    suspect(subject=subject, comment=comment, kind="links", count=7, at=NOW)
    browser = client_of(dario)
    of_comment, of_subject = text(browser.get("/mesa/moderacion/")).split("<article")[1:]
    assert "Ya se decidió 2 veces" in of_comment
    assert "Ya se decidió" not in of_subject
    assert ["Sobre el comentario" in of_comment, "Sobre la propuesta" in of_comment, "(7)" in of_comment] == [1, 0, 1]
    assert ["Sobre el comentario" in of_subject, "Sobre la propuesta" in of_subject, "(7)" in of_subject] == [0, 1, 0]
    assert "Ya visto" not in of_comment
    page = text(browser.get(f"/mesa/moderacion/temas/{subject.pk}/?comentario={comment.pk}"))
    assert ["Sobre el comentario" in page, "Sobre la propuesta" in page, "(7)" in page] == [1, 0, 1]
    assert page.count("No insulta") == 2


def test_no_thing_costs_more_than_twelve_to_look_at(subject, ana, dario, django_assert_max_num_queries):
    first = make_comment(subject, text="Primero")
    reply = make_comment(subject, text="Respuesta", parent=first, author=ana)
    make_comment(subject, text="Sigue", parent=reply)
    browser = client_of(dario)
    for query in ("", "?parte=nombre", f"?comentario={reply.pk}", f"?comentario={reply.pk}&parte=nombre"):
        browser.get(f"/mesa/moderacion/temas/{subject.pk}/{query}")
        with django_assert_max_num_queries(11):
            assert browser.get(f"/mesa/moderacion/temas/{subject.pk}/{query}").status_code == 200


def test_filters_of_the_queue(subject, ana, dario):
    comment = make_comment(subject, text="Comentario reportado")
    flag(subject=subject, by=ana, reason="spam", at=NOW)
    flag(subject=subject, comment=comment, by=ana, reason="insult", at=NOW)
    browser = client_of(dario)

    def count(query: str) -> int:
        return text(browser.get(f"/mesa/moderacion/?{query}")).count("<article")

    assert [
        count(query)
        for query in ("", "tipo=comentarios", "tipo=temas", "motivo=insult", "motivo=personal", "estado=ocultos")
    ] == [2, 1, 1, 1, 0, 0]
    decide(subject=subject, comment=comment, outcome="hide", reason="Insulta", by=dario, at=NOW)
    assert [count(query) for query in ("", "estado=ocultos", "estado=ocultos&tipo=temas")] == [1, 1, 0]
    for wrong in ("tipo=x", "motivo=x", "estado=x", "after=x", "tipo=%00"):
        assert browser.get(f"/mesa/moderacion/?{wrong}").status_code == 400


def test_deciding_on_the_page(subject, ana, dario):
    comment = make_comment(subject, text="Palabras feas", author=ana)
    flag(subject=subject, comment=comment, by=make_person("Otra"), reason="insult", at=NOW, text="Me ofende")
    url = f"/mesa/moderacion/temas/{subject.pk}/?comentario={comment.pk}"
    browser = client_of(dario)
    page = text(browser.get(url))
    assert "Palabras feas" in page
    assert "Me ofende" in page
    assert "Otra" not in page
    assert browser.post(url, {"outcome": "hide", "reason": ""}).status_code == 422
    assert browser.post(url, {"outcome": "restore", "reason": "Razones escritas"}).status_code == 422
    assert not Decision.objects.exists()
    assert browser.post(url, {"outcome": "hide", "reason": "Insulta."}).url == "/mesa/moderacion/"
    comment.refresh_from_db()
    assert comment.state == "hidden"
    late = browser.post(url, {"outcome": "hide", "reason": "Razones escritas"})
    assert late.status_code == 422
    assert "Razones escritas" in text(late)
    assert browser.post(url, {"outcome": "restore", "reason": "Fue un error."}).status_code == 302


def test_nobody_decides_on_their_own_words(subject, dario):
    comment = make_comment(subject, author=dario)
    browser = client_of(dario)
    url = f"/mesa/moderacion/temas/{subject.pk}/?comentario={comment.pk}"
    page = text(browser.get(url))
    assert "otra persona debe decidir" in page
    assert 'name="outcome"' not in page
    response = browser.post(url, {"outcome": "hide", "reason": "Porque sí"})
    assert response.status_code == 403
    assert "Porque sí" in text(response)
    assert not Decision.objects.exists()


def test_the_public_log_tells_reasons_and_numbers_and_nothing_else(
    subject, ana, dario, client, django_assert_num_queries
):
    comment = make_comment(subject, text="Texto oculto", author=make_person("Nombre Secreto", email="s@example.org"))
    flag(subject=subject, comment=comment, by=ana, reason="insult", at=NOW, text="Nota privada")
    decide(subject=subject, comment=comment, outcome="hide", reason=f"Insulta {SCRIPT}", by=dario, at=NOW)
    other = make_proposal(make_call(), title="Propuesta secreta").subject
    decide(subject=other, outcome="hide", reason="Publicidad", by=dario, at=NOW)
    client.get("/moderacion/")
    with django_assert_num_queries(4):  # decisions · by outcome · by reason · waiting
        html = text(client.get("/moderacion/"))
    assert "Insulta &lt;script&gt;" in html
    assert "Publicidad" in html
    for secret in ("Texto oculto", "Nombre Secreto", "Nota privada", "Propuesta secreta", "Dario", "Ana", SCRIPT):
        assert secret not in html
    assert client.get("/moderacion/?after=x").status_code == 400
    assert client.get("/en/moderacion/").status_code == 200


def test_hidden_subjects_are_gone_for_others(subject, dario, client):
    decide(subject=subject, outcome="hide", reason="Publicidad", by=dario, at=NOW)
    assert client.get(f"/temas/{subject.pk}/comentarios/").status_code == 404
    assert client_of(subject.proposal.author).get(f"/temas/{subject.pk}/comentarios/").status_code == 200


def test_what_waits_is_told_to_moderators_alone(subject, ana, dario, elena):
    flag(subject=subject, by=ana, reason="spam", at=NOW)
    assert [item.count for item in waiting_for(dario, NOW) if item.url == "/mesa/moderacion/"] == [1]
    assert [item for item in waiting_for(elena, NOW) if item.url == "/mesa/moderacion/"] == []


def test_the_admin_lists_reports_of_the_scope_and_changes_none(subject, ana, dario, elena):
    made = flag(subject=subject, by=ana, reason="spam", at=NOW, text=SCRIPT)
    outsider = official("Ajena", "moderator", make_process().subject)
    page = text(client_of(dario).get("/admin/participation/flag/"))
    assert f"/mesa/moderacion/temas/{subject.pk}/" in page
    assert SCRIPT not in page
    assert subject.title not in text(client_of(outsider).get("/admin/participation/flag/"))
    assert client_of(elena).get("/admin/participation/flag/").status_code == 403
    browser = client_of(dario)
    assert browser.post(f"/admin/participation/flag/{made.pk}/change/", {"reason": "insult"}).status_code == 403
    assert browser.post(f"/admin/participation/flag/{made.pk}/delete/", {"post": "yes"}).status_code == 403
    assert browser.get("/admin/participation/flag/add/").status_code == 403
    made.refresh_from_db()
    assert made.reason == "spam"


def test_script_in_titles(subject, ana, dario, client):
    update_subject(subject=subject, at=NOW, title=SCRIPT, summary=SCRIPT, text="")
    flag(subject=subject, by=ana, reason="spam", at=NOW, text=SCRIPT)
    browser = client_of(dario)
    for url in ("/mesa/moderacion/", f"/mesa/moderacion/temas/{subject.pk}/", f"/temas/{subject.pk}/reportar/"):
        assert SCRIPT not in text(browser.get(url))
