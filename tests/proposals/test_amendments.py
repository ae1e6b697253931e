"""Changes proposed to a paragraph: proposed, joined, accepted into a version, declined, outdated, raced."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from participation.access.verdict import ActDenied
from participation.events.relay import relay
from participation.folios.models import Folio
from participation.joins.actions import join_subject
from participation.models import Event, Notice, Subject, Version
from participation.moderation.actions import decide
from proposals.actions import edit_proposal, submit_proposal, support_proposal
from proposals.amendments import actions
from proposals.amendments.actions import accept_amendment, decline_amendment, propose_amendment, withdraw_amendment
from proposals.amendments.passages import find, paragraphs, replaced
from proposals.content import content_of
from proposals.models import Amendment, Proposal
from tests.factories import make_call, make_proposal
from tests.personas import client_of, make_person, official
from tests.races import at_once

pytestmark = pytest.mark.django_db
BODY = "Las banquetas están rotas.\n\nLa gente mayor se cae cuando llueve.\n\nPedimos que se reparen."
WHY = "Sin rampas no pasan las sillas de ruedas."


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def ana(db):
    return make_person("Ana")


@pytest.fixture
def beto(db):
    return make_person("Beto")


def text(at, author, **settings):
    call = make_call(at=at, amendments_allowed=True, **settings)
    return submit_proposal(component=call, title="Banquetas parejas", body=BODY, by=author, at=at)


@pytest.fixture
def proposal(now, ana):
    return text(now, ana)


def propose(proposal, by, at, position=2, **more):
    given = {
        "passage": paragraphs(BODY)[position],
        "title": "Agregar rampas",
        "wording": "Pedimos que se reparen y tengan rampas.",
        "reason": WHY,
    }
    return propose_amendment(proposal=proposal, position=position, by=by, at=at, **{**given, **more})


def drain(now):
    while relay(at=now):
        pass


@pytest.mark.parametrize(
    ("body", "passage", "position", "place"),
    [
        ("a\n\nb\n\nc", "b", 1, 1),
        ("new\n\na\n\nb", "b", 1, 2),
        ("b\n\nb\n\nx", "b", 2, None),
        ("b\n\nb", "b", 1, 1),
        ("a\n\nB", "b", 1, None),
        ("", "b", 0, None),
        ("a\n \n\n  b  ", "b", 1, 1),
    ],
)
def test_a_passage_is_found_again_only_where_it_is_certain(body, passage, position, place):
    assert find(body, passage, position) == place


def test_a_paragraph_is_replaced_divided_or_goes():
    assert replaced("a\n\nb\n\nc", 1, "x\n\ny") == "a\n\nx\n\ny\n\nc"
    assert replaced("a\n\nb", 1, "") == "a"


def test_proposing_on_the_page_without_javascript(proposal, beto, now):
    browser, path = client_of(beto), f"/propuestas/{proposal.pk}/cambios-propuestos/nuevo/"
    assert browser.get(path).content.decode().count("?parte=") == 3
    page = browser.get(f"{path}?parte=3").content.decode()
    assert "Pedimos que se reparen." in page
    for odd in ("0", "4", "x", "9" * 30):
        assert "¿Qué parte cambiarías?" in browser.get(f"{path}?parte={odd}").content.decode()
    given = {"wording": "Pedimos rampas.", "title": "Agregar rampas", "reason": WHY, "passage": paragraphs(BODY)[2]}
    gone = browser.post(f"{path}?parte=2", {**given, "passage": paragraphs(BODY)[1], "goes": "on"})
    assert Amendment.objects.get().wording == ""
    assert gone.status_code == 302
    short = browser.post(f"{path}?parte=3", {**given, "reason": "no"})
    assert "Pedimos rampas." in short.content.decode()
    response = browser.post(f"{path}?parte=3", given)
    made = Amendment.objects.latest("pk")
    assert response.headers["Location"].endswith(f"/cambios-propuestos/{made.pk}/")
    shown = Client().get(made.get_absolute_url()).content.decode()
    assert "<ins>" in shown
    assert "<del>" in shown
    assert "csrfmiddlewaretoken" not in shown
    assert Folio.objects.filter(subject=made.subject).exists()
    assert "Ver los 2 cambios que esperan respuesta" in Client().get(f"/propuestas/{proposal.pk}/").content.decode()


def test_accepting_makes_a_version_that_names_who_proposed(proposal, ana, beto, now):
    caro, dora = make_person("Caro"), make_person("Dora")
    made = propose(proposal, beto, now)
    join_subject(subject=made.subject, by=caro, at=now)
    support_proposal(proposal=proposal, by=dora, at=now)
    later = now + timedelta(days=2)  # the time to edit is long over
    client = client_of(ana)
    assert "Beto" in client.get(f"/cambios-propuestos/{made.pk}/aceptar/").content.decode()
    accept_amendment(amendment=made, by=ana, at=later)
    accept_amendment(amendment=made, by=ana, at=later)
    assert paragraphs(Proposal.objects.get().body)[2] == "Pedimos que se reparen y tengan rampas."
    kept = Amendment.objects.get()
    assert (kept.state, kept.version.number, kept.version.by, kept.version.reason) == (
        "accepted", 2, beto, "Agregar rampas",
    )  # fmt: skip
    assert Version.objects.count() == 2
    drain(later)
    told = Notice.objects.filter(event__name="proposals.amendment.accepted").order_by("person__name")
    assert list(told.values_list("person__name", "reason")) == [
        ("Beto", "author"), ("Caro", "supporter"), ("Dora", "supporter"),
    ]  # fmt: skip
    assert "Con cambios propuestos por Beto." in Client().get(f"/propuestas/{proposal.pk}/").content.decode()
    event = Event.objects.get(name="proposals.amendment.accepted")
    assert ["proposals", proposal.pk] in event.changes


def test_declining_needs_a_reason_that_everybody_reads(proposal, ana, beto, now):
    made = propose(proposal, beto, now)
    with pytest.raises(ValidationError):
        decline_amendment(amendment=made, reason=" ", by=ana, at=now)
    decline_amendment(amendment=made, reason="Las rampas van en otra propuesta.", by=ana, at=now)
    assert "Las rampas van en otra propuesta." in Client().get(made.get_absolute_url()).content.decode()
    with pytest.raises(ActDenied) as denied:
        accept_amendment(amendment=made, by=ana, at=now)
    assert denied.value.denial.code == "is_declined"
    with pytest.raises(ActDenied):
        join_subject(subject=Subject.objects.get(pk=made.subject_id), by=make_person("Caro"), at=now)


def test_a_change_to_what_changed_meanwhile_is_outdated(proposal, ana, beto, now):
    first, second = propose(proposal, beto, now), propose(proposal, beto, now, wording="Pedimos luz.")
    accept_amendment(amendment=first, by=ana, at=now)
    with pytest.raises(ActDenied) as denied:
        accept_amendment(amendment=second, by=ana, at=now)
    assert denied.value.denial.code == "outdated"
    page = client_of(beto).get(second.get_absolute_url()).content.decode()
    assert "Proponerlo sobre el texto de hoy" in page
    with pytest.raises(ValidationError) as wrong:
        propose(Proposal.objects.get(), beto, now)
    assert list(wrong.value.message_dict) == ["passage"]
    decline_amendment(amendment=second, reason="Ya entró el otro cambio.", by=ana, at=now)


def test_a_paragraph_that_moved_is_still_found(proposal, ana, beto, now):
    made = propose(proposal, beto, now)
    value = content_of(Proposal.objects.get())
    edit_proposal(proposal=proposal, content=replace(value, body=f"Vecinas y vecinos:\n\n{BODY}"), by=ana, at=now)
    accept_amendment(amendment=made, by=ana, at=now)
    assert paragraphs(Proposal.objects.get().body)[3] == "Pedimos que se reparen y tengan rampas."


def test_who_may_not_is_refused_and_nothing_changes(proposal, ana, beto, now):
    made, fausto = propose(proposal, beto, now), make_person("Fausto")
    for act in (
        lambda: accept_amendment(amendment=made, by=fausto, at=now),
        lambda: accept_amendment(amendment=made, by=beto, at=now),
        lambda: decline_amendment(amendment=made, reason="Porque no quiero.", by=fausto, at=now),
        lambda: withdraw_amendment(amendment=made, by=ana, at=now),
        lambda: propose(proposal, ana, now),
        lambda: join_subject(subject=made.subject, by=beto, at=now),
    ):
        with pytest.raises(ActDenied):
            act()
    for path in ("aceptar", "no-aceptar", "retirar"):
        assert client_of(fausto).post(f"/cambios-propuestos/{made.pk}/{path}/", {"reason": WHY}).status_code == 403
    assert Amendment.objects.get().state == "open"
    assert Proposal.objects.get().body == BODY
    with pytest.raises(IntegrityError), transaction.atomic():
        Amendment.objects.update(state="accepted", decided_at=now)


@pytest.mark.parametrize(
    ("settings", "code"),
    [({"amendments_allowed": False}, "no_amendments"), ({"who_may_comment": [{"kind": "verified"}]}, None)],
)
def test_the_call_says_who_may(ana, beto, now, settings, code):
    call = make_call(at=now, **{"amendments_allowed": True, **settings})
    proposal = make_proposal(call, author=ana, body=BODY, at=now)
    with pytest.raises(ActDenied) as denied:
        propose(proposal, beto, now)
    assert code is None or denied.value.denial.code == code
    allowed = call.config.amendments_allowed
    assert client_of(beto).get(f"/propuestas/{proposal.pk}/cambios-propuestos/").status_code == (
        200 if allowed else 404
    )


def test_five_wait_at_most_and_one_is_taken_back(proposal, beto, now):
    rows = [propose(proposal, beto, now, wording=f"Pedimos {n} rampas.") for n in range(5)]
    with pytest.raises(ActDenied) as denied:
        propose(proposal, beto, now, wording="Otra.")
    assert denied.value.denial.code == "amendment_limit"
    withdraw_amendment(amendment=rows[0], by=beto, at=now)
    assert Client().get(rows[0].get_absolute_url()).status_code == 404
    assert client_of(beto).get(rows[0].get_absolute_url()).status_code == 200
    propose(proposal, beto, now, wording="Otra más.")


def test_what_moderation_hides_is_seen_by_nobody_and_decided_by_nobody(proposal, ana, beto, now):
    made, dario = propose(proposal, beto, now), official("Dario", "moderator")
    decide(subject=made.subject, outcome="hide", reason="Insulta a la gente que vive ahí.", by=dario, at=now)
    assert Client().get(made.get_absolute_url()).status_code == 404
    assert Client().get(f"/api/v1/amendments/{made.pk}/").status_code == 404
    with pytest.raises(ActDenied):
        accept_amendment(amendment=Amendment.objects.get(), by=ana, at=now)


def test_the_api_decides_as_the_pages_do(proposal, ana, beto, now):
    """Accepted by who signs the text, declined with a reason, withdrawn by who proposed it; anybody else changes nothing."""
    taken, refused, back = (propose(proposal, beto, now, position=n, passage=paragraphs(BODY)[n]) for n in (2, 1, 0))
    mine, theirs, stranger = client_of(ana), client_of(beto), client_of(make_person("Zoe"))
    json = {"content_type": "application/json"}
    base = "/api/v1/amendments"
    for client, address, body in (
        (stranger, f"{base}/{taken.pk}/accept/", {}), (theirs, f"{base}/{taken.pk}/accept/", {}),
        (theirs, f"{base}/{refused.pk}/decline/", {"reason": "No me parece bien"}),
        (mine, f"{base}/{back.pk}/withdraw/", {}), (stranger, f"{base}/{back.pk}/withdraw/", {}),
    ):  # fmt: skip
        assert client.put(address, body, **json).status_code == 403, address
    assert Client().put(f"{base}/{taken.pk}/accept/", {}, **json).status_code == 401
    assert mine.put(f"{base}/{2**40}/accept/", {}, **json).status_code == 404
    assert mine.put(f"{base}/{refused.pk}/decline/", {}, **json).status_code == 400
    assert set(Amendment.objects.values_list("state", flat=True)) == {"open"}
    answer = mine.put(f"{base}/{taken.pk}/accept/", {}, **json)
    assert (answer.status_code, answer.json()["state"], answer.json()["version"]) == (200, "accepted", 2)
    told = mine.put(f"{base}/{refused.pk}/decline/", {"reason": "Ya se decidió de otra manera"}, **json)
    assert told.json() == {"amendment": refused.pk, "state": "declined", "version": None}
    assert theirs.put(f"{base}/{back.pk}/withdraw/", {}, **json).json()["state"] == "withdrawn"
    assert Client().get(f"{base}/{back.pk}/").status_code == 404


def test_the_api_reads_proposes_and_says_may(proposal, ana, beto, now):
    made = propose(proposal, beto, now)
    row = Client().get(f"/api/v1/amendments/{made.pk}/").json()
    assert (row["state"], row["proposal"], row["joined_count"], row["may"]["join"]["code"]) == (
        "open", proposal.pk, 0, "not_signed_in",
    )  # fmt: skip
    assert "Beto" not in str(row)
    mine = client_of(ana).get("/api/v1/amendments/", {"proposal": proposal.pk}).json()["results"][0]["may"]
    assert {name: said["allowed"] for name, said in mine.items()} == {
        "join": True, "accept": True, "decline": True, "withdraw": False,
    }  # fmt: skip


@pytest.mark.parametrize("many", [1, 6])
def test_lists_cost_the_same_with_one_and_with_many(proposal, now, many, django_assert_num_queries):
    for n in range(many):
        propose(proposal, make_person(f"Vecina{n}"), now, wording=f"Pedimos {n} rampas.")
    person = client_of(make_person("Fausto"))
    for browser, path, queries in (
        (Client(), f"/propuestas/{proposal.pk}/cambios-propuestos/", 3),
        (person, f"/propuestas/{proposal.pk}/cambios-propuestos/", 6),
        (person, "/api/v1/amendments/", 8),
        (person, f"/propuestas/{proposal.pk}/", 8),
    ):
        browser.get(path)
        with django_assert_num_queries(queries):
            browser.get(path)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False])
def test_two_changes_to_one_passage_accepted_at_once(monkeypatch, guarded):
    """With the proposal held, the second does not fit; without the lock both pass and one author's words are lost."""
    import time

    now = timezone.now()
    ana = make_person("Ana")
    proposal = text(now, ana)
    rows = [propose(proposal, make_person(f"V{n}"), now, wording=f"Pedimos {n} rampas.") for n in range(2)]
    if not guarded:
        monkeypatch.setattr(actions, "locked", lambda given: Proposal.objects.for_page().get(pk=given.pk))
    asked = actions.policies.may_accept

    def slow(*args, **kwargs):
        verdict = asked(*args, **kwargs)
        time.sleep(0.3)
        return verdict

    monkeypatch.setattr(actions.policies, "may_accept", slow)
    results = at_once(*[lambda row=row: accept_amendment(amendment=row, by=ana, at=now) for row in rows])
    accepted = Amendment.objects.filter(state="accepted").count()
    if guarded:
        assert accepted == 1
        assert [error.denial.code for error in results if isinstance(error, ActDenied)] == ["outdated"]
    else:
        assert accepted == 2
