"""Debates: reasons for and against, what freezes once people took a side, conclusions and what followed."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from participation.access.verdict import ActDenied
from participation.comments.actions import comment_on
from participation.events.relay import relay
from participation.follows.actions import follow
from participation.models import Event, Link, Notice, Person, Subject
from processes.actions import publish_conclusion, remove_component, update_component
from processes.actions.announcements import announce_due
from processes.models import Component, Conclusion
from processes.policies import may_comment_on
from processes.waiting import processes_waiting
from tests.factories import make_component, make_phase, make_process
from tests.personas import NOW, client_of

pytestmark = pytest.mark.django_db
POSITIONS = {"in_favour": "Que se cierre <b>siempre</b>", "against": "Que siga abierta", "against_en": "Keep it open"}
SAID: dict[str, Any] = {
    "conclusions": "Se cierra los <i>domingos</i>",
    "follows": "Obras Públicas pone las vallas en marzo",
    "translations": {"en": {"conclusions": "Closed on Sundays"}},
}


def make_debate(*, closes: timedelta | None = timedelta(days=10), **settings: Any) -> Component:
    """Make a debate that began ten days ago."""
    process = make_process("Centro", slug="centro")
    debate = make_component(
        process, "debate", slug="calle-mayor", title="¿Cerramos la calle Mayor?", settings={**POSITIONS, **settings}
    )
    make_phase(process, opens=timedelta(days=-10), closes=closes, acts={debate: ["comment"]})
    return Component.objects.with_clock().get(pk=debate.pk)


def ended() -> Component:
    """Make a debate that ended yesterday."""
    return make_debate(closes=timedelta(days=-1))


def say(debate: Component, person: Person, stance: str, text: str = "Porque se camina mejor", **more: Any) -> Any:
    """Give a reason."""
    return comment_on(subject=debate.subject, text=text, stance=stance, by=person, at=NOW, **more)


def test_reasons_are_comments_with_a_side(ana: Person, bruno: Person, client: Client, clock: object) -> None:
    """On its page for each side, escaped; in the process, the API and the files."""
    debate = make_debate()
    first = say(debate, ana, "for", "Porque <script>alert(1)</script> caminamos")
    say(debate, bruno, "neutral", "¿Y el reparto de mercancía?", parent=first)
    say(debate, bruno, "against", "Porque no habría dónde dejar el coche")
    page = client.get("/procesos/centro/calle-mayor/").content.decode()
    assert "Que se cierre &lt;b&gt;siempre&lt;/b&gt;" in page
    assert "Porque &lt;script&gt;alert(1)&lt;/script&gt; caminamos" in page
    assert "dónde dejar el coche" in page
    assert "Keep it open" in client.get("/en/procesos/centro/calle-mayor/").content.decode()
    assert "¿Cerramos la calle Mayor?" in client.get("/procesos/centro/").content.decode()
    row = client.get("/api/v1/components/", {"kind": "debate"}).json()["results"][0]
    assert [row[name] for name in ("comments_count", "comments_for", "comments_against")] == [3, 1, 1]
    assert row["rules"]["against"] == "Que siga abierta"


@pytest.mark.parametrize(
    ("closes", "settings", "code"),
    [
        (timedelta(days=-1), {}, "closed"),
        (timedelta(days=1), {"who_may_comment": [{"kind": "verified"}]}, "not_verified"),
        (timedelta(days=1), {}, None),
        (None, {}, None),
    ],
)
def test_who_may_give_reasons(
    bruno: Person, ana: Person, closes: timedelta | None, settings: dict[str, Any], code: str | None
) -> None:
    """The dates, then the rules; nothing is written where it is denied."""
    debate = make_debate(closes=closes, **settings)
    assert getattr(may_comment_on(bruno, debate, at=NOW), "code", None) == code
    if code is None:
        say(debate, bruno, "for")
    else:
        with pytest.raises(ActDenied):
            say(debate, bruno, "for")
    assert debate.subject.comments.count() == (0 if code else 1)


def test_nobody_comments_on_other_activities(ana: Person) -> None:
    """A page of information and a call take no comments of their own."""
    process = make_process()
    for kind in ("pages", "proposals", "questions"):
        place = make_component(process, kind)
        make_phase(process, acts={place: ["comment"]})
        with pytest.raises(ActDenied):
            say(place, ana, "for")


def test_what_people_took_a_side_on_stays(carla: Person, ana: Person) -> None:
    """The question and the positions; not the context, nor a language that lacked."""
    debate = make_debate()
    update_component(component=debate, title="¿Cerramos la Mayor?", by=carla, at=NOW)
    say(debate, ana, "for")
    for change in ({"title": "¿Abrimos la Mayor?"}, {"settings": {"in_favour": "Otra cosa"}}):
        with pytest.raises(ValidationError):
            update_component(component=Component.objects.get(pk=debate.pk), by=carla, at=NOW, **change)
    english = {"in_favour_en": "Close it"}
    update_component(
        component=Component.objects.get(pk=debate.pk), description="<p>Más</p>", settings=english, by=carla, at=NOW
    )
    kept = Component.objects.get(pk=debate.pk)
    assert (kept.title, kept.config.in_favour_en, kept.description) == ("¿Cerramos la Mayor?", "Close it", "<p>Más</p>")


def test_conclusions_reach_who_took_part(carla: Person, ana: Person, client: Client, clock: object) -> None:
    """They wait until the end; then they are read on the page, in both languages, in the data, and in the inbox."""
    debate = make_debate()
    say(debate, ana, "for")
    with pytest.raises(ActDenied) as error:
        publish_conclusion(component=debate, **SAID, by=carla, at=NOW)
    assert error.value.denial.code == "still_open"
    after = NOW + timedelta(days=11)
    assert [
        item.count.count()
        for item in processes_waiting(carla, after)
        if "ebates that" in str(item.label) or "ebates que" in str(item.label)
    ] == [1]
    publish_conclusion(component=debate, **SAID, by=carla, at=after)
    clock.return_value = after  # type: ignore[attr-defined]
    relay(at=after)
    assert [
        item.count.count()
        for item in processes_waiting(carla, after)
        if "ebates that" in str(item.label) or "ebates que" in str(item.label)
    ] == [0]
    assert Notice.objects.filter(person=ana, event__name="processes.conclusion.published").count() == 1
    assert "Se cierra los &lt;i&gt;domingos" in client.get("/procesos/centro/calle-mayor/").content.decode()
    assert "Closed on Sundays" in client.get("/en/procesos/centro/calle-mayor/").content.decode()
    row = client.get("/api/v1/conclusions/").json()["results"][0]
    assert (row["component"], row["number"], row["follows"]) == (debate.pk, 1, SAID["follows"])
    assert "domingos" in client.get("/datos/conclusions.csv").getvalue().decode()


def test_a_correction_is_a_version_with_its_reason(carla: Person) -> None:
    debate = ended()
    publish_conclusion(component=debate, **SAID, by=carla, at=NOW)
    publish_conclusion(component=debate, **SAID, by=carla, at=NOW)
    other = {**SAID, "conclusions": "Se cierra cada sábado"}
    with pytest.raises(ValidationError) as error:
        publish_conclusion(component=debate, **other, by=carla, at=NOW)
    assert list(error.value.message_dict) == ["reason"]
    publish_conclusion(component=debate, **other, reason="Se cambió el día", by=carla, at=NOW)
    assert list(Conclusion.objects.order_by("number").values_list("number", "reason")) == [
        (1, ""),
        (2, "Se cambió el día"),
    ]
    names = Event.objects.filter(name__startswith="processes.conclusion").order_by("pk").values_list("name", flat=True)
    assert list(names) == ["processes.conclusion.published", "processes.conclusion.corrected"]
    with pytest.raises(ActDenied):
        remove_component(component=debate, by=carla, at=NOW)


def test_only_who_convened_it_concludes_and_links(
    carla: Person, ana: Person, dario: Person, client: Client, clock: object
) -> None:
    """Nobody else; and each wrong form says what to do and keeps what was typed."""
    debate = ended()
    desk, linking = f"/mesa/conclusiones/{debate.pk}/", f"/mesa/conclusiones/{debate.pk}/enlazar/"
    link = {"address": "http://testserver/en/procesos/centro/", "kind": "inspired", "explanation": "De aquí salió"}
    for person in (ana, dario):
        with pytest.raises(ActDenied):
            publish_conclusion(component=debate, **SAID, by=person, at=NOW)
        browser = client_of(person)
        assert browser.get(desk).status_code == 403
        assert browser.post(desk, {"conclusions": "Nada"}).status_code == 403
        assert browser.post(linking, link).status_code == 403
    assert client.post(linking, link).status_code == 403  # the words come back, to be sent after signing in
    assert (Conclusion.objects.count(), Link.objects.count()) == (0, 0)
    browser = client_of(carla)
    empty = browser.post(desk, {"conclusions": " \x00", "follows": "Lo que siga"})
    assert (empty.status_code, "Lo que siga" in empty.content.decode()) == (422, True)
    assert browser.post(desk, {"conclusions": "x" * 6001}).status_code == 422
    assert browser.post(linking, {**link, "address": "http://[/procesos/nada/"}).status_code == 422
    assert browser.get(f"/mesa/conclusiones/{2**70}/").status_code == 404
    assert browser.post(desk, {"conclusions": "Sí", "conclusions_en": "Yes"}).status_code == 302
    assert browser.post(linking, link).status_code == 302
    assert Link.objects.get().outcome == Subject.objects.get(kind="process")
    assert "De aquí salió" in browser.get(desk).content.decode()
    assert "Centro" in client.get("/procesos/centro/calle-mayor/").content.decode()


def test_settings_take_both_positions_or_none(carla: Person) -> None:
    """One alone would take a side."""
    debate = make_debate()
    with pytest.raises(ValidationError) as error:
        update_component(component=debate, settings={"against": ""}, by=carla, at=NOW)
    assert list(error.value.message_dict) == ["against"]


def test_one_debate_is_followed_by_itself(ana: Person, bruno: Person, carla: Person, clock: object) -> None:
    """The button stands on its page; who follows hears of reasons, of its phases and of the conclusions, once each."""
    debate, call = make_debate(), make_component(make_process("Otro", slug="otro"), "pages", slug="llamado")
    page = client_of(ana).get("/procesos/centro/calle-mayor/").content.decode()
    assert f"/temas/{debate.subject_id}/seguir/" in page
    with pytest.raises(ActDenied, match=r"cannot be followed|no se puede seguir"):
        follow(subject=call.subject, by=ana, at=NOW)  # an activity of which nobody is told
    follow(subject=debate.subject, by=ana, at=NOW)
    follow(subject=debate.process.subject, by=ana, at=NOW)
    say(debate, bruno, "for")
    announce_due(at=NOW + timedelta(days=9))
    announce_due(at=NOW + timedelta(days=10))
    publish_conclusion(component=debate, by=carla, at=NOW + timedelta(days=11), **SAID)
    relay(NOW)
    heard = Notice.objects.filter(person=ana).order_by("event__at", "event").values_list("event__name", flat=True)
    assert list(heard) == [
        "participation.comment.made",
        "processes.phase.closing_soon",
        "processes.phase.closed",
        "processes.conclusion.published",
    ]
    assert "¿Cerramos la calle Mayor?" in client_of(ana).get("/cuenta/siguiendo/").content.decode()
