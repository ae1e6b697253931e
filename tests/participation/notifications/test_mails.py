"""What a mail says, in whose language, and what it does not say."""

import re
from datetime import UTC, datetime
from email import message_from_string

import pytest
from django.core import mail
from django.utils import translation

from participation.events.record import record
from participation.events.relay import relay
from participation.models import Installation, Notice, Person, Response
from participation.notifications.deliveries import deliver
from participation.notifications.registry import told_names
from tests.factories import make_call, make_comment, make_process, make_proposal
from tests.participation.notifications.helpers import follow, phase_opened
from tests.personas import NOW

pytestmark = pytest.mark.django_db


def the_mail():
    deliver(NOW)
    (message,) = mail.outbox
    return message


def test_a_mail_in_the_recipients_language_and_the_process_time_zone(ana):
    process = make_process("Plan Municipal de Desarrollo")
    follow(process.subject, ana)
    phase_opened(process.subject)
    relay(NOW)
    with translation.override("en"):  # whatever the worker last spoke
        message = the_mail()
    assert message.subject == "Ya abrió “Propuestas” en “Plan Municipal de Desarrollo”"
    assert message.to == ["ana@example.org"]
    assert "Cierra el 9 de diciembre de 2026, 23:59." in message.body  # 05:59 UTC of the next day
    assert f"http://testserver{process.subject.path}" in message.body
    assert "Te llega porque lo sigues." in message.body
    html, kind = message.alternatives[0]
    assert kind == "text/html"
    assert '<html lang="es-MX">' in html
    assert "style=" not in html
    assert "<img" not in html
    assert "<script" not in html


def test_the_same_in_english_with_english_addresses(ana):
    Person.objects.filter(pk=ana.pk).update(lang="en")
    process = make_process("Plan Municipal de Desarrollo")
    follow(process.subject, ana)
    phase_opened(process.subject)
    relay(NOW)
    message = the_mail()
    assert message.subject == "“Propuestas” is open in “Plan Municipal de Desarrollo”"
    assert f"http://testserver/en{process.subject.path}" in message.body
    assert '<html lang="en">' in message.alternatives[0][0]


def test_a_language_that_is_not_offered_falls_back(ana):
    Person.objects.filter(pk=ana.pk).update(lang="xx")
    process = make_process("Plan")
    follow(process.subject, ana)
    phase_opened(process.subject)
    relay(NOW)
    assert the_mail().subject == "Ya abrió “Propuestas” en “Plan”"


def test_headers_that_mail_programs_use(ana):
    Installation.objects.create(name="Tlajomulco decide")
    process = make_process("Plan")
    follow(process.subject, ana)
    phase_opened(process.subject)
    relay(NOW)
    parsed = message_from_string(the_mail().message().as_string())
    assert parsed["From"] == "Tlajomulco decide <no-responder@localhost>"
    assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(
        r"<http://testserver/cuenta/notificaciones/baja/[\w:-]+/>",
        parsed["List-Unsubscribe"].replace("\n", "").replace(" ", ""),
    )
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert parsed["Content-Language"] == "es-MX"


def test_an_answer_comes_with_its_reasons(ana, carla):
    proposal = make_proposal(make_call(), author=ana, title="Banquetas parejas")
    Response.objects.create(
        subject=proposal.subject,
        owed_since=NOW,
        verdict="partly",
        reasons="Hay dinero para <dos> calles.",
        published_at=NOW,
    )
    record(
        "participation.response.published", subject=proposal.subject, by=carla, at=NOW, payload={"verdict": "partly"}
    )
    relay(NOW)
    message = the_mail()
    assert message.subject.startswith("Respuesta a “Banquetas parejas”: ")
    assert "Hay dinero para <dos> calles." in message.body
    assert "Hay dinero para &lt;dos&gt; calles." in message.alternatives[0][0]


def test_a_title_with_markup_and_line_breaks_does_no_harm(ana, carla):
    proposal = make_proposal(make_call(), author=ana, title="<script>alert(1)</script>\r\nBcc: all@example.org")
    record(
        "participation.response.published", subject=proposal.subject, by=carla, at=NOW, payload={"verdict": "accepted"}
    )
    relay(NOW)
    message = the_mail()
    assert "\n" not in message.subject
    assert message.recipients() == ["ana@example.org"]
    assert "<script" not in message.alternatives[0][0]


def test_no_mail_names_a_third_person(ana, bruno):
    """A reply is announced without the name of who replied and without the words."""
    proposal = make_proposal(make_call())
    root = make_comment(proposal.subject, author=ana)
    reply = make_comment(proposal.subject, author=bruno, parent=root, text="Vivo en la calle Hidalgo 8.")
    record(
        "participation.comment.made",
        subject=proposal.subject,
        by=bruno,
        at=NOW,
        payload={"comment": reply.pk, "parent": root.pk, "root": root.pk},
    )
    relay(NOW)
    message = the_mail()
    for text in (message.subject, message.body, message.alternatives[0][0]):
        assert "Bruno" not in text
        assert "Hidalgo" not in text
        assert "bruno@" not in text
    assert f"http://testserver/temas/{proposal.subject.pk}/comentarios/{reply.pk}/" in message.body


def test_what_was_hidden_meanwhile_is_not_named(ana, carla):
    proposal = make_proposal(make_call(), title="Algo que luego se oculta")
    follow(proposal.subject, ana)
    record(
        "participation.response.corrected", subject=proposal.subject, by=carla, at=NOW, payload={"reason": "Un error."}
    )
    relay(NOW)
    proposal.subject.state = "hidden"
    proposal.subject.save()
    deliver(NOW)
    (message,) = [message for message in mail.outbox if message.to == ["ana@example.org"]]
    assert message.subject == "Esto ya no es público"
    assert "Algo que luego se oculta" not in message.body
    assert proposal.subject.path not in message.body


@pytest.mark.parametrize("language", ["es-mx", "en"])
def test_every_rule_can_be_put_in_words(ana, language):
    """Every rule, with a payload that lacks everything: a title is always made, and nothing breaks."""
    from participation.notifications.wording import word

    proposal = make_proposal(make_call(), author=ana, title="Banquetas")
    for name in sorted(told_names()):
        for reason in ("author", "commenter", "supporter", "follower", "flagger", "role", "account"):
            if name.endswith(".kept") and reason != "flagger":
                continue
            event = record(name, subject=proposal.subject, by=None, at=NOW)
            notice = Notice.objects.create(event=event, person=ana, kind="changes", reason=reason, at=NOW)
            with translation.override(language):
                words = word(notice, with_body=True)
            assert words.title, name
            assert "%(" not in words.title + words.body
            assert words.path.startswith("/") or not words.path


@pytest.mark.parametrize("zone", ["America/Tijuana", "", "Mars/Olympus", "../etc"])
def test_a_strange_time_zone_does_not_break_a_mail(ana, zone):
    process = make_process("Plan")
    follow(process.subject, ana)
    record(
        "processes.phase.closed",
        subject=process.subject,
        by=None,
        at=NOW,
        payload={"title": "Foros", "closes_at": datetime(2026, 11, 21, 5, tzinfo=UTC).isoformat(), "time_zone": zone},
    )
    relay(NOW)
    assert "Cerró el 20 de noviembre de 2026, " in the_mail().body
