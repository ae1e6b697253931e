"""Contributions: handed in, written down, moderated, withdrawn, owed an answer; who may what."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from participation.access.verdict import ActDenied
from participation.events.relay import relay
from participation.models import Link, Notice, Person, Response
from participation.people.actions import issue_token
from processes.cocreation.actions.contributions import (
    publish_contribution,
    return_contribution,
    withdraw_contribution,
    write_down_contribution,
)
from processes.cocreation.forms import ContributionSettingsForm, ThemesField
from processes.cocreation.policies import may_contribute
from processes.models import Component, Contribution
from processes.points.registry import find_capture
from tests.factories import make_component
from tests.personas import NOW, client_of, official
from tests.processes.cocreation.making import PAGE, TEXTS, make_contributions, said, say
from tests.processes.encounters.town import make_encounter

pytestmark = pytest.mark.django_db


def test_a_person_hands_one_in_on_the_page(ana: Person, bruno: Person, clock: object) -> None:
    """With theme, without name: everybody reads it, it has a folio, and an answer is owed by a day."""
    component = make_contributions()
    browser = client_of(ana)
    form = browser.get(f"{PAGE}aportar/").content.decode()
    assert "No mostrar mi nombre" in form
    data = {"text": TEXTS[0], "theme": "Alumbrado", "nameless": "on", "act_id": "0192f0c4-0000-7000-8000-000000000001"}
    answered = browser.post(f"{PAGE}aportar/", data)
    row = Contribution.objects.get()
    assert (answered.status_code, answered["Location"]) == (302, f"/aportaciones/{row.pk}/")
    browser.post(f"{PAGE}aportar/", data)
    assert Contribution.objects.count() == 1
    page = Client().get(f"/aportaciones/{row.pk}/").content.decode()
    assert TEXTS[0] in page
    assert "Sin nombre" in page
    assert ana.public_name not in page
    assert row.subject.folio.code in browser.get(f"/aportaciones/{row.pk}/").content.decode()
    assert Client().get(f"/folio/{row.subject.folio.code}/").status_code == 200
    owed = Response.objects.get(subject=row.subject)
    assert (owed.due_on, owed.institution) == ((NOW + timedelta(days=70)).date(), component.process.institution)
    assert "1 aportación" in Client().get(PAGE).content.decode()
    listed = Client().get("/api/v1/contributions/").json()["results"][0]
    assert (listed["text"], listed["theme"], listed["author"]) == (TEXTS[0], "Alumbrado", None)


def test_what_is_wrong_is_said_beside_the_field(ana: Person, clock: object) -> None:
    """Too short, a theme that is not there, a name asked for: what was typed stays."""
    component = make_contributions(nameless=False)
    page = client_of(ana).post(f"{PAGE}aportar/", {"text": "Luz", "theme": "Otro"})
    assert (page.status_code, Contribution.objects.count()) == (422, 0)
    assert "Luz</textarea>" in page.content.decode()
    for wrong in ({"theme": "Otro"}, {"nameless": True}, {"text": "corto"}, {"text": "x" * 2001}):
        with pytest.raises(ValidationError):
            say(component, ana, **wrong)


def test_it_closes_and_has_a_limit(ana: Person, bruno: Person) -> None:
    """What is closed says since when; who handed in as many as there may be is told so."""
    component = make_contributions(per_person=1)
    say(component, ana)
    assert may_contribute(ana, component, at=NOW).code == "contribution_limit"
    assert may_contribute(bruno, component, at=NOW + timedelta(days=11)).code == "closed"
    assert may_contribute(None, component, at=NOW).code == "not_signed_in"
    with pytest.raises(ActDenied):
        say(component, ana, TEXTS[1])


def test_a_moderator_reads_it_first_where_it_is_said_so(ana: Person, dario: Person, clock: object) -> None:
    """Nobody else sees it, nothing is owed; returned with a reason, or published and then owed an answer."""
    component = make_contributions(moderation="before")
    rows = said(component, ana)
    assert Client().get(f"/aportaciones/{rows[0].pk}/").status_code == 404
    assert not Response.objects.exists()
    desk = client_of(dario)
    assert TEXTS[0] in desk.get("/mesa/aportaciones/").content.decode()
    desk.post(f"/mesa/aportaciones/{rows[0].pk}/", {"outcome": "publish"})
    desk.post(f"/mesa/aportaciones/{rows[1].pk}/", {"outcome": "return", "reason": "Nombra a una vecina"})
    relay(at=NOW)
    assert [row.state for row in Contribution.objects.order_by("pk")] == ["published", "returned", "pending"]
    assert list(Response.objects.values_list("subject", flat=True)) == [rows[0].subject_id]
    assert Notice.objects.filter(person=ana).count() == 2


@pytest.mark.parametrize("who", ["fausto", "olga", "elena"])
def test_who_does_not_moderate_changes_nothing(who: str, ana: Person, request: pytest.FixtureRequest) -> None:
    """Neither strangers, nor observers, nor evaluators; nor a moderator their own."""
    row = say(make_contributions(moderation="before"), ana)
    person = request.getfixturevalue(who)
    for act in (publish_contribution, return_contribution):
        more = {"reason": "x"} if act is return_contribution else {}
        with pytest.raises(ActDenied):
            act(contribution=row, by=person, at=NOW, **more)
    assert Contribution.objects.get().state == "pending"


def test_nobody_publishes_their_own() -> None:
    """Somebody else decides."""
    person = official("Marta", "moderator")
    row = say(make_contributions(moderation="before"), person)
    with pytest.raises(ActDenied) as denied:
        publish_contribution(contribution=row, by=person, at=NOW)
    assert denied.value.denial.code == "own_content"


def test_its_author_withdraws_it_and_nobody_else(ana: Person, bruno: Person, clock: object) -> None:
    """It is gone from the list and from the data; again changes nothing."""
    row = say(make_contributions(), ana)
    assert client_of(bruno).post(f"/aportaciones/{row.pk}/retirar/").status_code == 403
    assert Contribution.objects.get().state == "published"
    client_of(ana).post(f"/aportaciones/{row.pk}/retirar/")
    withdraw_contribution(contribution=row, by=ana, at=NOW)
    assert Contribution.objects.get().state == "withdrawn"
    assert Client().get(f"/aportaciones/{row.pk}/").status_code == 404
    assert Client().get("/api/v1/contributions/").json()["results"] == []


def test_what_was_said_at_an_encounter_is_written_down_and_linked(carla: Person, clock: object) -> None:
    """One contribution in each paragraph, with the channel, the folio and the link to where it was born."""
    component = make_contributions()
    place = make_component(component.process, "encounters", slug="encuentros")
    encounter = make_encounter(carla, Component.objects.with_clock().get(pk=place.pk))
    texts = "\r\n\r\n".join(TEXTS)
    answered = client_of(carla).post(
        f"/mesa/sistematizacion/{component.pk}/escribir/",
        {"texts": texts, "channel": "encounter", "encounter": encounter.pk, "theme": "Agua"},
    )
    rows = list(Contribution.objects.order_by("pk"))
    assert answered.status_code == 302
    assert [(row.text, row.channel, row.author, row.captured_by) for row in rows] == [
        (text, "encounter", None, carla) for text in TEXTS
    ]
    assert list(Link.objects.values_list("source", "kind").distinct()) == [(encounter.subject_id, "born_at")]
    assert "/aportaciones/" in Client().get(encounter.subject.path).content.decode()


def test_who_may_not_write_down_writes_nothing(ana: Person, dario: Person, carla: Person) -> None:
    """Only whoever leads it or attends a point; and only by a way that is not the platform's own."""
    component = make_contributions()
    for person in (ana, dario):
        with pytest.raises(ActDenied):
            write_down_contribution(component=component, text=TEXTS[0], by=person, at=NOW, channel="paper")
    with pytest.raises(ValidationError):
        write_down_contribution(component=component, text=TEXTS[0], by=carla, at=NOW, channel="web")
    assert not Contribution.objects.exists()


def test_points_capture_it() -> None:
    """The form of a point asks for the words; the person may be nameless where no document is asked for."""
    component = make_contributions()
    kind = find_capture("contribution", "contributions")
    assert kind is not None
    form = kind.form({"text": TEXTS[0], "channel": "paper"}, component=component, channels=kind.channels)
    assert form.is_valid(), form.errors
    assert form.captured()["person"] is None


def test_the_api_hands_in_with_a_key_and_says_what_one_may(ana: Person, clock: object) -> None:
    """The same rules and words as on the page."""
    component = make_contributions(per_person=1)
    _token, raw = issue_token(person=ana, name="Mapa", expires_at=None, by=ana, at=NOW)
    browser = Client(headers={"authorization": f"Bearer {raw}"})
    made = browser.post(
        "/api/v1/contributions/", {"component": component.pk, "text": TEXTS[0], "theme": "Agua"},
        content_type="application/json",
    )  # fmt: skip
    assert (made.status_code, made.json()["may"]["withdraw"]["allowed"]) == (201, True)
    again = browser.post(
        "/api/v1/contributions/", {"component": component.pk, "text": TEXTS[1]}, content_type="application/json"
    )
    assert (again.status_code, Contribution.objects.count()) == (403, 1)
    gone = browser.post(f"/api/v1/contributions/{made.json()['id']}/withdraw/")
    assert (gone.status_code, Contribution.objects.get().state) == (200, "withdrawn")


def test_themes_are_written_one_on_each_line(carla: Person) -> None:
    """Given as lines by the editor or as a list by a program, each once; one under which people wrote stays."""
    form = ContributionSettingsForm({"themes": " Agua \n\nLuz\nAgua", "moderation": "after", "per_person": 1,
                                     "answer_days": 30})  # fmt: skip
    assert form.is_valid(), form.errors
    assert form.cleaned_data["themes"] == ["Agua", "Luz"]
    assert ThemesField(required=False).clean(["Agua", "Luz"]) == ["Agua", "Luz"]
    with pytest.raises(ValidationError):
        ThemesField(required=False).clean("\n".join(f"Tema {n}" for n in range(31)))
