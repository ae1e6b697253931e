"""Organisations: registered by an official, spoken for by people whose names nobody reads, never supporting."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from participation.access.verdict import ActDenied
from participation.comments.actions import comment_on, edit_comment
from participation.events.relay import relay
from participation.invitations.actions import accept_invitation, invite_person
from participation.models import Comment, Event, Notice, Organisation, Representation, Version
from participation.moderation.actions import decide
from participation.moderation.models import Part
from participation.moderation.policies import may_flag
from participation.opendata.feed import read
from participation.opendata.values import pseudonym
from participation.organisations.actions import (
    approve_organisation,
    close_organisation,
    edit_organisation,
    end_representation,
    name_representative,
    register_organisation,
    reopen_organisation,
    return_organisation,
)
from participation.people.actions import erase_account
from proposals.actions import edit_proposal, submit_proposal, support_proposal, withdraw_proposal
from proposals.content import content
from proposals.models import Proposal, Support
from tests.factories import make_call, make_proposal
from tests.personas import NOW, client_of, make_person, official

pytestmark = pytest.mark.django_db
TOLD = {
    "name": "Ríos Vivos, A. C.",
    "kind": "association",
    "sector": "ríos y barrancas",
    "description": "Limpiamos barrancas y medimos el agua desde 2009.",
    "contact": "951 000 0000, hola@riosvivos.example.org",
    "role": "coordinadora",
}
TEXT = {"title": "Limpiar la barranca del norte", "body": "Hay basura en el cauce y se desborda cuando llueve."}


@pytest.fixture
def rita(db):
    return make_person("Rita")


@pytest.fixture
def asked(rita):
    return register_organisation(by=rita, at=NOW, **TOLD)


@pytest.fixture
def rios(asked, dario):
    return approve_organisation(organisation=asked, by=dario, at=NOW)


@pytest.fixture
def call(db):
    return make_call(at=NOW, proposals_per_person=2)


def told(person):
    while relay(at=NOW):
        pass
    return [notice.event.name.removeprefix("participation.") for notice in person.notices.order_by("pk")]


def rep_of(person):
    return Representation.objects.get(person=person, ended_at=None)


def joined(organisation, by, email="sara@example.org"):
    sara = make_person("Sara", email=email)
    sent = invite_person(
        subject=organisation.subject, purpose="representative", by=by, at=NOW, contact=email, details={"role": "vocal"}
    )
    accept_invitation(invitation=sent, by=sara, at=NOW)
    return sara


def test_it_stands_once_an_official_registered_it(asked, rita, dario, fausto):
    page = f"/organizaciones/{asked.pk}/"
    seen = [one.get(page).status_code for one in (Client(), client_of(fausto), client_of(rita), client_of(dario))]
    assert seen == [404, 404, 200, 200]
    assert told(dario) == ["organisation.asked"]
    return_organisation(organisation=asked, reason="Falta el teléfono", by=dario, at=NOW)
    assert "Falta el teléfono" in client_of(rita).get(page).content.decode()
    edit_organisation(organisation=asked, by=rita, at=NOW, name="Ríos Vivos")
    approve_organisation(organisation=asked, by=dario, at=NOW)
    assert told(rita) == ["organisation.returned", "organisation.registered"]
    shown = Client().get(page).content.decode()
    assert "Ríos Vivos" in shown
    assert "1 persona, desde" in shown
    assert not any(word in shown for word in ("Rita", "riosvivos.example.org", "coordinadora"))
    row = Client().get("/api/v1/organisations/").json()["results"][0]
    assert (row["name"], row["representatives"], row["author"]) == ("Ríos Vivos", 1, pseudonym(asked))
    assert "contact" not in row


def test_only_an_official_who_did_not_ask_decides(asked, rita, fausto, dario):
    mine = register_organisation(by=dario, at=NOW, **TOLD)
    events = Event.objects.count()
    for act in (
        lambda: approve_organisation(organisation=asked, by=rita, at=NOW),
        lambda: approve_organisation(organisation=asked, by=fausto, at=NOW),
        lambda: return_organisation(organisation=asked, reason="No", by=fausto, at=NOW),
        lambda: approve_organisation(organisation=mine, by=dario, at=NOW),
        lambda: edit_organisation(organisation=asked, by=fausto, at=NOW, sector="x"),
        lambda: close_organisation(organisation=asked, by=fausto, at=NOW, reason="x"),
        lambda: reopen_organisation(organisation=asked, by=dario, at=NOW),
        lambda: end_representation(representation=rep_of(rita), by=fausto, at=NOW, reason="x"),
        lambda: name_representative(representation=rep_of(rita), shown=True, by=dario, at=NOW),
        lambda: comment_on(subject=mine.subject, text="Hola", by=rita, at=NOW, organisation=asked),
    ):
        with pytest.raises(ActDenied):
            act()
    assert (Event.objects.count(), set(Organisation.objects.values_list("state", flat=True))) == (events, {"asked"})
    for path in ("/mesa/organizaciones/", f"/mesa/organizaciones/{asked.pk}/"):
        assert client_of(fausto).get(path).status_code == 403
    assert client_of(fausto).get(f"/organizaciones/{asked.pk}/representantes/").status_code == 404


def test_its_name_stays_once_it_is_registered(rios, rita):
    changed = edit_organisation(organisation=rios, by=rita, at=NOW, name="Otro nombre", sector="agua")
    assert (changed.name, changed.sector) == (TOLD["name"], "agua")


@pytest.mark.parametrize(
    ("field", "value"),
    [("kind", "x"), ("site", "javascript:alert(1)"), ("site", "ftp://rios.example.org"), ("name", ""), ("description", "x" * 3000), ("contact", ""),
     ("role", "")],
)  # fmt: skip
def test_what_is_wrong_comes_back_with_the_form(rita, field, value):
    response = client_of(rita).post("/organizaciones/registrar/", {**TOLD, field: value})
    assert (response.status_code, Organisation.objects.count()) == (200, 0)


def test_a_proposal_in_its_name_names_nobody(rios, rita, call, fausto):
    made = submit_proposal(component=call, by=rita, at=NOW, organisation=rios, **TEXT)
    edit_proposal(proposal=made, content=content(**{**TEXT, "title": "Limpiar toda la barranca"}), by=rita, at=NOW)
    for path in (f"/propuestas/{made.pk}/", f"/temas/{made.subject_id}/cambios/", f"/organizaciones/{rios.pk}/"):
        page = client_of(fausto).get(path).content.decode()
        assert "Rita" not in page, path
    assert "Ríos Vivos, A. C." in client_of(fausto).get(f"/propuestas/{made.pk}/").content.decode()
    row = Client().get(f"/api/v1/proposals/{made.pk}/").json()
    assert (row["author"], row["organisation"]) == (pseudonym(rios), rios.pk)
    assert row["author"] != pseudonym(rita)
    while relay(at=NOW):
        pass
    entries, _next = read(after=0, size=100, at=NOW)
    assert {one["actor"] for one in entries if one["name"].startswith("proposals.")} == {None}
    assert set(Version.objects.values_list("by", flat=True)) == {None}
    assert Event.objects.get(name="proposals.proposal.published").actor == rita  # the log knows


@time_machine.travel(NOW, tick=False)
def test_a_draft_says_in_whose_name_it_is_handed_in(rios, rita, call):
    browser, path = client_of(rita), f"/procesos/{call.process.slug}/{call.slug}/nueva/"
    assert "¿A nombre de quién?" in browser.get(path).content.decode()
    assert browser.post(path, {**TEXT, "organisation": rios.pk}).status_code == 302
    draft = Proposal.objects.get()
    assert (draft.organisation, draft.state) == (rios, "draft")
    assert "a nombre de Ríos Vivos" in browser.get(f"/propuestas/{draft.pk}/vista-previa/").content.decode()
    browser.post(path, {**TEXT, "organisation": ""})
    assert Proposal.objects.get().organisation is None
    other = client_of(make_person("Sol"))
    assert other.post(path, {**TEXT, "organisation": rios.pk}).status_code == 302  # not offered, so not read
    assert not Proposal.objects.filter(organisation=rios).exists()


def test_it_counts_among_what_the_person_can_propose(rios, rita, call):
    submit_proposal(component=call, by=rita, at=NOW, organisation=rios, **TEXT)
    submit_proposal(component=call, by=rita, at=NOW, **TEXT)
    with pytest.raises(ActDenied) as error:
        submit_proposal(component=call, by=rita, at=NOW, organisation=rios, **TEXT)
    assert error.value.denial.code == "proposal_limit"


@time_machine.travel(NOW, tick=False)
def test_a_comment_in_its_name_names_nobody(rios, rita, call, fausto):
    target = make_proposal(call, at=NOW)
    browser = client_of(rita)
    form = browser.get(f"/propuestas/{target.pk}/").content.decode()
    assert "¿A nombre de quién?" in form
    assert "¿A nombre de quién?" not in client_of(fausto).get(f"/propuestas/{target.pk}/").content.decode()
    url = f"/temas/{target.subject_id}/comentarios/nuevo/"
    browser.post(url, {"text": "Nos sumamos a limpiarla.", "stance": "for", "organisation": rios.pk})
    made = Comment.objects.get()
    assert (made.author, made.organisation) == (rita, rios)
    for path in (f"/propuestas/{target.pk}/", f"/temas/{target.subject_id}/reportar/?comentario={made.pk}"):
        page = client_of(fausto).get(path).content.decode()
        assert ("Rita" in page, "Ríos Vivos, A. C." in page) == (False, True), path
    row = Client().get("/api/v1/comments/").json()["results"][0]
    assert (row["author"], row["organisation"]) == (pseudonym(rios), rios.pk)
    # Nobody names, on the co-authors' page, who commented for it; nor is a person's name reported through it.
    assert "Rita" not in client_of(target.author).get(f"/propuestas/{target.pk}/autores/").content.decode()
    assert may_flag(fausto, target.subject, made, at=NOW, part=Part.NAME.value).code == "not_shown"


def test_it_never_supports_what_its_representative_supports(rios, rita, call):
    target = make_proposal(call, at=NOW)
    support_proposal(proposal=target, by=rita, at=NOW)
    assert list(Support.objects.values_list("person", flat=True)) == [rita.pk]
    with pytest.raises(TypeError):
        support_proposal(proposal=target, by=rita, at=NOW, organisation=rios)


def test_after_it_ended_the_past_stays_and_new_acts_are_refused(rios, rita, call, dario):
    sara = joined(rios, rita)
    made = submit_proposal(component=call, by=rita, at=NOW, organisation=rios, **TEXT)
    said = comment_on(subject=made.subject, text="Lo explicamos aquí.", by=rita, at=NOW, organisation=rios)
    end_representation(representation=rep_of(rita), by=sara, at=NOW, reason="Terminó su encargo")
    assert "representative.removed" in told(rita)
    refused = (
        lambda: comment_on(subject=made.subject, text="Otra cosa", by=rita, at=NOW, organisation=rios),
        lambda: submit_proposal(component=call, by=rita, at=NOW, organisation=rios, **TEXT),
        lambda: edit_proposal(proposal=made, content=content(**TEXT), by=rita, at=NOW),
        lambda: withdraw_proposal(proposal=made, by=rita, at=NOW),
        lambda: edit_comment(comment=said, text="Otra", by=rita, at=NOW),
    )
    for act in refused:
        with pytest.raises(ActDenied) as error:
            act()
        assert error.value.denial.code == "not_representative"
    edit_proposal(proposal=made, content=content(**{**TEXT, "title": "Limpiar toda la barranca"}), by=sara, at=NOW)
    assert Comment.objects.get().signed_name == rios.name
    close_organisation(organisation=rios, by=sara, at=NOW, reason="Nos disolvimos")
    with pytest.raises(ActDenied) as error:
        comment_on(subject=made.subject, text="Hola", by=sara, at=NOW, organisation=Organisation.objects.get())
    assert error.value.denial.code == "closed"
    assert client_of(sara).get(f"/organizaciones/{rios.pk}/").status_code == 200
    reopen_organisation(organisation=rios, by=dario, at=NOW)
    comment_on(subject=made.subject, text="Volvimos", by=sara, at=NOW, organisation=Organisation.objects.get())


def test_moderation_hides_its_name_wherever_it_stands(rios, rita, call, dario):
    made = submit_proposal(component=call, by=rita, at=NOW, organisation=rios, **TEXT)
    decide(subject=rios.subject, outcome="hide", reason="Se hace pasar por otra.", by=dario, at=NOW)
    page = Client().get(f"/propuestas/{made.pk}/").content.decode()
    assert "Organización oculta por moderación" in page, page[page.find("<h1") :][:900]
    assert "Ríos Vivos" not in page
    assert Client().get(f"/organizaciones/{rios.pk}/").status_code == 404
    with pytest.raises(ActDenied):
        comment_on(subject=made.subject, text="Hola", by=rita, at=NOW, organisation=Organisation.objects.get())


def test_a_closed_account_leaves_and_the_organisation_stays(rios, rita, call):
    made = submit_proposal(component=call, by=rita, at=NOW, organisation=rios, **TEXT)
    name_representative(representation=rep_of(rita), shown=True, by=rita, at=NOW)
    assert "Rita" in Client().get(f"/organizaciones/{rios.pk}/").content.decode()
    erase_account(person=rita, by=rita, at=NOW + timedelta(minutes=1))
    assert Representation.objects.now().count() == 0
    page = Client().get(f"/organizaciones/{rios.pk}/").content.decode()
    assert ("Rita" in page, "Nadie por ahora" in page) == (False, True)
    assert "Ríos Vivos, A. C." in Client().get(f"/propuestas/{made.pk}/").content.decode()


def test_followers_hear_what_it_proposes(rios, rita, call, fausto):
    from participation.follows.actions import follow

    follow(subject=rios.subject, by=fausto, at=NOW)
    submit_proposal(component=call, by=rita, at=NOW, organisation=rios, **TEXT)
    assert told(fausto) == ["proposals.proposal.published"]
    assert "Rita" not in str(Notice.objects.filter(person=fausto).values())


def test_the_form_registers_and_changes_it(rita, dario):
    browser = client_of(rita)
    browser.post("/organizaciones/registrar/", {**TOLD, "site": "rios.example.org"})
    made = Organisation.objects.get()
    assert (made.website, made.author) == ("https://rios.example.org", rita)
    approve_organisation(organisation=made, by=dario, at=NOW)
    page = browser.get(f"/organizaciones/{made.pk}/editar/").content.decode()
    assert ('value="https://rios.example.org"' in page, 'name="name"' in page) == (True, False)
    told = {"sector": "agua", "description": TOLD["description"], "contact": TOLD["contact"], "site": ""}
    assert browser.post(f"/organizaciones/{made.pk}/editar/", told).status_code == 302
    made.refresh_from_db()
    assert (made.sector, made.website, made.name) == ("agua", "", TOLD["name"])


def test_the_desk_registers_and_the_reason_is_needed(asked, dario):
    browser, url = client_of(dario), f"/mesa/organizaciones/{asked.pk}/"
    assert TOLD["contact"] in browser.get(url).content.decode()
    assert browser.post(url, {"outcome": "return", "reason": ""}).status_code == 200
    assert Organisation.objects.get().state == "asked"
    assert browser.post(url, {"outcome": "publish"}).status_code == 302
    assert Organisation.objects.get().state == "registered"
    with pytest.raises(ValidationError):
        close_organisation(organisation=asked, by=dario, at=NOW)


def test_officials_bring_a_representative_where_nobody_is_left(rios, rita):
    carla = official("Celia", "steward")
    end_representation(representation=rep_of(rita), by=rita, at=NOW)
    sara = joined(rios, carla)
    assert rep_of(sara).role == "vocal"
