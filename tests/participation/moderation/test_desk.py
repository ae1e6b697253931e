"""The moderators' desk: several decisions at once, what was decided in the meantime, house rules, figures."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from participation.access.verdict import ActDenied
from participation.models import Comment, Decision, Event, Rule
from participation.moderation.actions import appeal, block_person, decide, decide_appeal, flag, save_rule
from participation.moderation.figures import months, totals
from tests.factories import make_call, make_comment, make_process, make_proposal
from tests.personas import NOW, client_of, make_person, official
from tests.races import at_once

MANY = "/mesa/moderacion/varias/"


def denied(code: str, call) -> None:
    with pytest.raises(ActDenied) as error:
        call()
    assert error.value.denial.code == code


def key(row, part: str = "text") -> str:
    return f"{row.subject_id}-{row.pk}-{part}"


def test_several_at_once(subject, ana, dario):
    comments = [make_comment(subject, text=f"Anuncio {n}") for n in range(3)]
    for comment in comments:
        flag(subject=subject, comment=comment, by=ana, reason="spam", at=NOW)
    own = make_comment(subject, author=dario)
    rule = Rule.objects.get(code="publicidad")
    sent = {"cosa": [*map(key, comments), key(own)], "outcome": "hide", "reason": "Anuncios", "rule": rule.pk}
    browser = client_of(dario)
    page = browser.post(MANY, sent, follow=True).content.decode()
    assert "Se tomaron 3 decisiones" in page
    assert "debe decidir" in page  # his own comment was left
    assert list(Comment.objects.filter(state="hidden").order_by("pk")) == comments
    assert set(Decision.objects.values_list("rule__code", flat=True)) == {"publicidad"}
    assert Event.objects.filter(name="participation.comment.hidden").count() == 3


def test_what_was_marked_and_typed_stays(subject, dario):
    comment = make_comment(subject, text="Anuncio uno")
    browser = client_of(dario)
    response = browser.post(MANY, {"cosa": key(comment), "outcome": "hide", "reason": ""})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Anuncio uno" in page
    assert f'value="{key(comment)}"' in page
    assert browser.post(MANY, {"outcome": "hide", "reason": "Anuncio"}).status_code == 422
    assert not Decision.objects.exists()


def test_who_may_not_decide_on_several(subject, ana, elena, client):
    comment = make_comment(subject)
    sent = {"cosa": key(comment), "outcome": "hide", "reason": "Porque"}
    elsewhere = official("Ajena", "moderator", make_process().subject)
    assert client.post(MANY, sent).status_code in {302, 403}
    for person in (ana, elena):
        assert client_of(person).post(MANY, sent).status_code == 403
    client_of(elsewhere).post(MANY, sent)
    assert Comment.objects.get().state == "visible"
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    "thing", ["", "-", "1", "1-2", "a-b-text", "9" * 30 + "-0-text", "1-0-otra", "\x00-0-text", "1--text"]
)
def test_what_cannot_be_read_is_left_out(subject, dario, thing):
    response = client_of(dario).post(MANY, {"cosa": thing, "outcome": "keep", "reason": "x"})
    assert response.status_code == 422
    assert not Decision.objects.exists()


def test_a_decision_made_in_the_meantime_is_not_overtaken(subject, ana, dario, carla):
    """Dario opened the page; Carla decided that it stays; Dario's "hide" did not know of it."""
    comment = make_comment(subject)
    flag(subject=subject, comment=comment, by=ana, reason="spam", at=NOW)
    url = f"/mesa/moderacion/temas/{subject.pk}/?comentario={comment.pk}"
    browser = client_of(dario)
    assert 'name="seen" value="0"' in browser.get(url).content.decode()
    kept = decide(subject=subject, comment=comment, outcome="keep", reason="Cabe aquí", by=carla, at=NOW)
    sent = {"outcome": "hide", "reason": "Anuncio", "seen": "0"}
    response = browser.post(url, sent)
    assert response.status_code == 403
    assert "Anuncio" in response.content.decode()
    assert Comment.objects.get().state == "visible"
    assert browser.post(url, {**sent, "seen": str(kept.pk)}).status_code == 302
    assert Comment.objects.get().state == "hidden"


@pytest.mark.django_db(transaction=True)
def test_two_moderators_who_saw_the_same_decide_once():
    """Without the lock both find no decision since the page was opened, and both decide."""
    subject = make_proposal(make_call()).subject
    comment = make_comment(subject)
    people = [official(f"Modera{n}", "moderator") for n in range(5)]
    results = at_once(
        *[
            lambda person=person: decide(
                subject=subject, comment=comment, outcome="keep", reason="Cabe", by=person, at=NOW, seen=0
            )
            for person in people
        ]
    )
    assert sum(isinstance(result, Decision) for result in results) == 1
    assert {result.denial.code for result in results if isinstance(result, ActDenied)} == {"already_decided"}


def test_the_decide_page_shows_context_of_its_process_only(subject, bruno, dario):
    parent = make_comment(subject, text="Lo que se responde")
    comment = make_comment(subject, author=bruno, parent=parent, text="Una respuesta")
    elsewhere = make_comment(make_proposal(make_call()).subject, author=bruno, text="En otro proceso")
    page = client_of(dario).get(f"/mesa/moderacion/temas/{subject.pk}/?comentario={comment.pk}").content.decode()
    assert "Lo que se responde" in page
    assert "Escribió 1 comentario en este proceso" in page
    assert elsewhere.text not in page


# --- House rules ------------------------------------------------------------------------------------------------------


def test_house_rules_in_both_languages(db, client):
    page = client.get("/normas/").content.decode()
    assert page.count('class="az-rule"') == 6
    assert "No se publican datos de otras personas" in page
    assert "No personal data of others" in client.get("/en/normas/").content.decode()


def test_writing_and_retiring_a_rule(subject, carla, dario, client):
    made = save_rule(
        title=" Sin  ruido ",
        text="Nada de gritos <b>",
        by=carla,
        at=NOW,
        translations={"en": {"title": "No noise", "text": "No shouting"}},
    )
    assert (made.code, made.title) == ("sin-ruido", "Sin ruido")
    assert "Nada de gritos &lt;b&gt;" in client.get("/normas/").content.decode()
    denied("role_missing", lambda: save_rule(title="x", text="y", by=dario, at=NOW))
    for wrong in ({"title": ""}, {"text": " "}, {"title": "x" * 121}, {"text": "x" * 2001}):
        with pytest.raises(ValidationError):
            save_rule(**{"title": "a", "text": "b", "by": carla, "at": NOW, **wrong})
    save_rule(rule=made, title="Sin ruido", text="Nada de gritos", by=carla, at=NOW, retired=True)
    assert "Sin ruido" not in client.get("/normas/").content.decode()
    made.refresh_from_db()
    with pytest.raises(ValidationError):
        decide(subject=subject, outcome="hide", reason="Ruido", rule=made, by=dario, at=NOW)
    assert Event.objects.filter(name="participation.rule.saved").count() == 2


def test_the_admin_of_the_house_rules(carla, dario):
    rule = Rule.objects.order_by("position").first()
    url = f"/admin/participation/rule/{rule.pk}/change/"
    sent = {
        "title": "Respeto",
        "text": "Con respeto",
        "title_en": "Respect",
        "text_en": "With respect",
        "position": "5",
    }
    assert client_of(dario).post(url, sent).status_code in {302, 403}
    rule.refresh_from_db()
    assert rule.title != "Respeto"
    assert client_of(carla).post(url, sent).status_code == 302
    rule.refresh_from_db()
    assert (rule.title, rule.translations["en"]["title"]) == ("Respeto", "Respect")


@pytest.mark.parametrize("name", ["flag", "decision", "suspicion", "appeal", "block", "rule"])
def test_admin_lists_open(name, subject, ana, bruno, carla, dario):
    comment = make_comment(subject, author=ana)
    flag(subject=subject, comment=comment, by=bruno, reason="spam", at=NOW)
    decision = decide(subject=subject, comment=comment, outcome="hide", reason="Anuncio", by=dario, at=NOW)
    appeal(decision=decision, text="No", by=ana, at=NOW)
    block_person(person=bruno, reason="Anuncios", by=dario, at=NOW)
    assert client_of(carla).get(f"/admin/participation/{name}/").status_code == 200
    assert client_of(ana).get(f"/admin/participation/{name}/").status_code in {302, 403}


# --- Figures ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def active(subject, ana, bruno, dario, carla):
    """A month with one of each."""
    comment = make_comment(subject, author=ana)
    flag(subject=subject, comment=comment, by=bruno, reason="insult", at=NOW - timedelta(hours=5))
    flag(subject=subject, by=bruno, reason="spam", at=NOW)
    rule = Rule.objects.get(code="respeto")
    decision = decide(subject=subject, comment=comment, outcome="hide", reason="Insulta", rule=rule, by=dario, at=NOW)
    made = appeal(decision=decision, text="No", by=ana, at=NOW)
    decide_appeal(appeal=made, outcome="overturned", reason="Cabe", by=carla, at=NOW)
    block_person(person=bruno, reason="Anuncios", by=dario, at=NOW)


def test_figures_by_month(active):
    rows = months(NOW)
    assert len(rows) == 12
    now = rows[0]
    assert (now.month.isoformat(), now.reports, now.hidden, now.restored, now.kept) == ("2026-11-01", 2, 1, 1, 0)
    assert (now.appeals, now.overturned, now.upheld, now.blocked, now.hours) == (1, 1, 0, 1, 5)
    assert (rows[1].month.isoformat(), rows[1].reports) == ("2026-10-01", 0)
    every = totals(NOW)
    assert (every.waiting, every.appeals_waiting, every.blocked) == (1, 0, 1)
    assert [(rule.code, n) for rule, n in every.rules] == [("respeto", 1)]


def test_the_page_of_figures_names_nobody(active, client):
    page = client.get("/moderacion/cifras/").content.decode()
    assert "Noviembre de 2026" in page
    for name in ("Ana", "Bruno", "Dario", "Carla"):
        assert name not in page.split("<main")[1].split("</main")[0]
    assert "Se cuenta a partir de las decisiones" in page


def test_figures_as_open_data(active, client):
    response = client.get("/datos/moderation_statistics.csv")
    lines = b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()
    rows = sorted(lines.strip().splitlines()[1:])
    assert rows == [
        "2026-11,appeal,overturned,1",
        "2026-11,block,,1",
        "2026-11,decision,hide,1",
        "2026-11,decision,restore,1",
        "2026-11,report,insult,1",
        "2026-11,report,spam,1",
        "2026-11,rule,respeto,1",
    ]
    assert client.get("/datos/moderation_statistics/").status_code == 200


def test_notices_lead_the_author_to_the_appeal(subject, ana, dario):
    from participation.events.relay import relay
    from participation.models import Notice
    from participation.notifications.wording import word

    comment = make_comment(subject, author=ana)
    rule = Rule.objects.get(code="respeto")
    decision = decide(subject=subject, comment=comment, outcome="hide", reason="Insulta", rule=rule, by=dario, at=NOW)
    relay(at=NOW)
    notice = Notice.objects.get(person=ana, event__name="participation.comment.hidden")
    words = word(notice, with_body=True)
    assert words.path == f"/moderacion/decisiones/{decision.pk}/"
    assert "Nadie insulta ni amenaza" in words.body
    assert "puedes apelar" in words.body
    assert make_person("Otra") is not None
