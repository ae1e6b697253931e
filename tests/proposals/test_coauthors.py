"""Co-authors: invited without telling who has an account, accepting, editing together, leaving, closed accounts."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from participation.access.verdict import ActDenied
from participation.events.relay import relay
from participation.invitations.actions import (
    accept_invitation,
    cancel_invitation,
    decline_invitation,
    forget_old,
    invite_person,
)
from participation.invitations.mailing import send_waiting
from participation.invitations.models import Invitation
from participation.models import Event, Notice
from participation.people.actions import erase_account
from proposals.actions import edit_proposal, leave_proposal, remove_coauthor, submit_draft, withdraw_proposal
from proposals.content import content
from proposals.models import CoAuthor, Proposal
from tests.factories import make_call, make_comment, make_proposal
from tests.personas import client_of, make_person
from tests.races import at_once

pytestmark = pytest.mark.django_db
BODY = "Están rotas y la gente mayor se cae cuando llueve."


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def ana(db):
    return make_person("Ana")


@pytest.fixture
def beto(db):
    return make_person("Beto")


@pytest.fixture
def proposal(now, ana):
    return make_proposal(make_call(at=now, proposals_per_person=1), author=ana, at=now)


def invite(proposal, by, at, contact="beto@example.org", **more):
    return invite_person(subject=proposal.subject, purpose="coauthor", by=by, at=at, contact=contact, **more)


def joined(proposal, ana, person, now):
    return accept_invitation(invitation=invite(proposal, ana, now, person.email), by=person, at=now)


def drain(now):
    while relay(at=now):
        pass


def new_text(title="Banquetas parejas y con rampas"):
    return content(title=title, body=BODY)


def test_inviting_says_the_same_whether_or_not_there_is_an_account(proposal, ana, beto, now):
    browser, pages = client_of(ana), []
    for contact in ("beto@example.org", "nadie@example.org", "5512345678"):
        response = browser.post(f"/propuestas/{proposal.pk}/autores/", {"contact": contact}, follow=True)
        assert response.status_code == 200
        pages.append("Tu invitación va en camino" in response.content.decode())
    assert pages == [True, True, True]
    rows = Invitation.objects.order_by("pk")
    assert [row.hint for row in rows] == ["be•••@example.org", "na•••@example.org", "••• ••• 5678"]
    assert all(b"example" not in bytes(row.contact) and row.person_id is None for row in rows)
    drain(now)
    assert list(Notice.objects.filter(kind="invitations").values_list("person__name", flat=True)) == ["Beto"]
    assert send_waiting(timezone.now()) == 1
    assert [message.to for message in mail.outbox] == [["nadie@example.org"]]
    assert "Ana" in mail.outbox[0].body
    assert "/cuenta/invitaciones/" in mail.outbox[0].body
    assert send_waiting(timezone.now()) == 0


def test_who_was_invited_finds_it_accepts_and_edits(proposal, ana, beto, now):
    invitation = invite(proposal, ana, now)
    page = client_of(beto).get("/cuenta/invitaciones/").content.decode()
    assert proposal.title in page
    shown = client_of(beto).get(f"/cuenta/invitaciones/{invitation.pk}/").content.decode()
    assert "Ana te invita" in shown
    client_of(beto).post(f"/cuenta/invitaciones/{invitation.pk}/aceptar/")
    assert list(CoAuthor.objects.values_list("person__name", "ended_at")) == [("Beto", None)]
    kept = Invitation.objects.get()
    assert (kept.answer, kept.contact, kept.seal, kept.hint) == ("accepted", None, "", "")
    assert "Por Ana, con Beto" in client_of(ana).get(f"/propuestas/{proposal.pk}/").content.decode()
    edit_proposal(proposal=proposal, content=new_text(), by=beto, at=now)
    assert Proposal.objects.get().title == "Banquetas parejas y con rampas"
    with pytest.raises(ActDenied) as denied:
        withdraw_proposal(proposal=proposal, by=beto, at=now)
    assert denied.value.denial.code == "not_author"
    drain(now)
    assert Notice.objects.filter(event__name="proposals.coauthor.joined").get().person == ana


def test_a_coauthor_may_still_make_their_own_proposals(proposal, ana, beto, now):
    joined(proposal, ana, beto, now)
    make_proposal(proposal.component, author=beto, at=now)
    assert Proposal.objects.filter(author=beto).count() == 1


def test_the_limit_of_coauthors_and_of_a_day(proposal, ana, beto, now):
    proposal.component.settings = {**proposal.component.settings, "coauthors_most": 1}
    proposal.component.save()
    first = invite(proposal, ana, now)
    assert invite(proposal, ana, now).pk == first.pk
    with pytest.raises(ActDenied) as denied:
        invite(proposal, ana, now, "caro@example.org")
    assert denied.value.denial.code == "invitation_limit"
    decline_invitation(invitation=first, by=beto, at=now, reason="No tengo tiempo.")
    assert Invitation.objects.get().reason == "No tengo tiempo."
    with pytest.raises(ActDenied) as denied:
        invite(proposal, ana, now)
    assert denied.value.denial.code == "declined"
    assert invite(proposal, ana, now, "caro@example.org").pk != first.pk


@pytest.mark.parametrize("contact", ["", "x", "ana@example.org", "\x00", "9" * 300])
def test_what_is_no_contact_of_somebody_else_is_refused(proposal, ana, now, contact):
    with pytest.raises(ValidationError):
        invite(proposal, ana, now, contact)
    assert Invitation.objects.count() == 0


def test_only_the_author_invites_and_removes_and_only_the_invited_answer(proposal, ana, beto, now):
    fausto = make_person("Fausto")
    for browser, path, status in (
        (client_of(fausto), f"/propuestas/{proposal.pk}/autores/", 404),
        (client_of(fausto), f"/propuestas/{proposal.pk}/autores/{ana.pk}/quitar/", 404),
        (client_of(fausto), f"/propuestas/{proposal.pk}/autores/dejar/", 404),
    ):
        assert browser.post(path, {"contact": "x@example.org"}).status_code == status
    invitation = invite(proposal, ana, now)
    for path in ("", "aceptar/", "retirar/"):
        assert client_of(fausto).post(f"/cuenta/invitaciones/{invitation.pk}/{path}").status_code == 404
    for act in (accept_invitation, decline_invitation, cancel_invitation):
        with pytest.raises(ActDenied):
            act(invitation=invitation, by=fausto, at=now)
    accept_invitation(invitation=invitation, by=beto, at=now)
    with pytest.raises(ActDenied):
        invite(proposal, beto, now, "otra@example.org")
    with pytest.raises(ActDenied):
        remove_coauthor(proposal=proposal, person=beto, by=beto, at=now)
    assert (CoAuthor.objects.count(), Invitation.objects.count()) == (1, 1)


def test_an_invitation_ends_with_its_time_its_maker_and_the_text(proposal, ana, beto, now):
    invitation = invite(proposal, ana, now)
    late = now + timedelta(days=15)
    with pytest.raises(ActDenied) as denied:
        accept_invitation(invitation=invitation, by=beto, at=late)
    assert denied.value.denial.code == "expired"
    assert forget_old(at=now + timedelta(days=29)) == 1
    again = invite(proposal, ana, now)
    cancel_invitation(invitation=again, by=ana, at=now)
    with pytest.raises(ActDenied) as denied:
        accept_invitation(invitation=again, by=beto, at=now)
    assert denied.value.denial.code == "cancelled"
    third = invite(proposal, ana, now)
    with pytest.raises(ActDenied) as denied:
        accept_invitation(invitation=third, by=beto, at=now + timedelta(hours=2))
    assert denied.value.denial.code == "edit_window_over"


def test_leaving_and_being_taken_off(proposal, ana, beto, now):
    joined(proposal, ana, beto, now)
    leave_proposal(proposal=proposal, by=beto, at=now)
    leave_proposal(proposal=proposal, by=beto, at=now)
    assert Event.objects.filter(name="proposals.coauthor.left").count() == 1
    with pytest.raises(ActDenied):
        edit_proposal(proposal=proposal, content=new_text(), by=beto, at=now)
    joined(proposal, ana, beto, now)
    remove_coauthor(proposal=proposal, person=beto, by=ana, at=now)
    drain(now)
    assert Notice.objects.get(event__name="proposals.coauthor.removed").person == beto
    assert "con Beto" not in client_of(ana).get(f"/propuestas/{proposal.pk}/").content.decode()


def test_a_closed_account_leaves_its_proposal_with_the_others(proposal, ana, beto, now):
    caro = make_person("Caro")
    joined(proposal, ana, beto, now)
    joined(proposal, ana, caro, now + timedelta(seconds=1))
    invite(proposal, ana, now, "nadie@example.org")
    erase_account(person=ana, by=ana, at=now)
    kept = Proposal.objects.get()
    assert kept.author == beto
    assert list(CoAuthor.objects.filter(ended_at=None).values_list("person__name", flat=True)) == ["Caro"]
    assert not Invitation.objects.exclude(contact=None).exists()
    edit_proposal(proposal=kept, content=new_text(), by=caro, at=now)
    page = client_of(caro).get(f"/propuestas/{kept.pk}/").content.decode()
    assert "Por Beto, con Caro" in page
    drain(now)
    assert list(
        Notice.objects.filter(event__name="proposals.proposal.handed_over")
        .order_by("person")
        .values_list("person__name", flat=True)
    ) == ["Beto", "Caro"]


def test_a_draft_is_written_together_and_handed_in_by_its_author(ana, beto, now):
    from proposals.actions import save_draft, start_draft

    call = make_call(at=now)
    draft = start_draft(component=call, by=ana, at=now)
    save_draft(proposal=draft, content=new_text(), by=ana, at=now)
    assert client_of(beto).get(f"/propuestas/{draft.pk}/vista-previa/").status_code == 404
    joined(draft, ana, beto, now)
    browser = client_of(beto)
    address = browser.get(f"/propuestas/{draft.pk}/").headers["Location"]
    assert address.endswith(f"/nueva/?borrador={draft.pk}")
    browser.post(address, {"title": "Banquetas con rampas en Hidalgo", "body": BODY})
    assert Proposal.objects.get().title == "Banquetas con rampas en Hidalgo"
    assert "Ana la envía" in browser.get(f"/propuestas/{draft.pk}/vista-previa/").content.decode()
    with pytest.raises(ActDenied) as denied:
        submit_draft(proposal=draft, by=beto, at=now)
    assert denied.value.denial.code == "not_author"
    for wrong in ("0", "x", "9" * 40, f"{draft.pk}0"):
        path = address.replace(f"borrador={draft.pk}", f"borrador={wrong}")
        assert browser.get(path).status_code in {200, 404}
    submit_draft(proposal=draft, by=ana, at=now)
    assert Proposal.objects.get().state == "published"


def test_somebody_who_commented_is_invited_by_name(proposal, ana, beto, now):
    make_comment(proposal.subject, author=beto, at=now)
    page = client_of(ana).get(f"/propuestas/{proposal.pk}/autores/").content.decode()
    assert f'<option value="{beto.pk}">Beto</option>' in page
    fausto = make_person("Fausto")
    browser = client_of(ana)
    assert (
        "Escoge una opción"
        in browser.post(f"/propuestas/{proposal.pk}/autores/", {"person": fausto.pk}).content.decode()
        or Invitation.objects.count() == 0
    )
    browser.post(f"/propuestas/{proposal.pk}/autores/", {"person": beto.pk})
    assert Invitation.objects.get().person == beto


def test_the_dataset_names_coauthors_by_pseudonym(proposal, ana, beto, now, client):
    joined(proposal, ana, beto, now)
    row = client.get(f"/api/v1/proposals/{proposal.pk}/").json()
    (key,) = row["coauthors"]
    assert key.startswith("p-")
    assert "Beto" not in str(row)


@pytest.mark.parametrize("many", [1, 5])
def test_the_page_of_a_proposal_costs_the_same_with_one_coauthor_and_with_five(
    proposal, ana, now, many, django_assert_num_queries
):
    for n in range(many):
        joined(proposal, ana, make_person(f"Otra{n}"), now)
    browser = client_of(make_person("Fausto"))
    browser.get(f"/propuestas/{proposal.pk}/")
    with django_assert_num_queries(5):
        browser.get(f"/propuestas/{proposal.pk}/")


@pytest.mark.django_db(transaction=True)
def test_parallel_invitations_do_not_pass_the_limit(monkeypatch):
    """Without the lock of the subject's row both count none that waits, and two rows are written for one place."""
    import time

    from participation.invitations import policies

    counted = policies._has_room

    def slow(*args):
        verdict = counted(*args)
        time.sleep(0.2)
        return verdict

    monkeypatch.setattr(policies, "_has_room", slow)
    now = timezone.now()
    ana = make_person("Ana")
    proposal = make_proposal(make_call(at=now, coauthors_most=1), author=ana, at=now)
    at_once(*[lambda n=n: invite(proposal, ana, now, f"x{n}@example.org") for n in range(3)])
    assert Invitation.objects.count() == 1
