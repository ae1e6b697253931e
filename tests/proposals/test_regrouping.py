"""Officials join and divide proposals; supports are never lost, count once per person, and go back exactly."""

import pytest
from django.core.exceptions import ValidationError

from participation.access.verdict import ActDenied
from participation.events.relay import relay
from participation.models import Event, Follow, Identity, Link, Notice, Response, Role, Verification
from participation.responses.actions import draft_response, owe_response, publish_response
from proposals.actions import (
    merge_proposals,
    split_proposal,
    support_proposal,
    undo_regrouping,
    withdraw_proposal,
    withdraw_support,
)
from proposals.content import content
from proposals.models import Proposal, ProposalCount, Regrouping, Support
from proposals.standing import standing_of
from tests.factories import make_call, make_proposal
from tests.personas import NOW, client_of, make_person
from tests.races import at_once

REASON = "Piden lo mismo: banquetas parejas."


def steward(name="Carla"):
    person = make_person(name, is_staff=True)
    Role.objects.create(person=person, kind="steward", granted_at=NOW)
    return person


def supported(proposal, *people):
    for person in people:
        support_proposal(proposal=proposal, by=person, at=NOW)
    return proposal


def counts(*proposals):
    return [ProposalCount.objects.get(proposal=each).supports for each in proposals]


def rows():
    """Return every support as it stands: what an exact undo must bring back."""
    return sorted(
        Support.objects.values_list("pk", "proposal", "person", "came_from", "regrouping", "resting", "extra", "at")
    )


@pytest.fixture
def world(db):
    call = make_call(supports_per_person=3)
    people = [make_person(name) for name in ("Ana", "Bruno", "Celia", "Diego")]
    a, b, c = (make_proposal(call, title=f"Banquetas parejas en la colonia {n}") for n in "ABC")
    supported(a, *people[:3])
    supported(b, *people[1:])
    supported(c, people[0])
    return call, people, (a, b, c)


def merge(carla, into, *others, **more):
    return merge_proposals(proposals=others, into=into, reason=REASON, by=carla, at=NOW, **more)


def test_joined_supports_count_once_and_go_back_exactly(world):
    call, people, (a, b, c) = world
    carla, before = steward(), rows()
    done = merge(carla, a, b, c)
    assert counts(a, b, c) == [4, 0, 0]
    assert Support.objects.filter(resting=True).count() == 3
    assert [standing_of(person, call).given for person in people] == [1, 1, 1, 1]
    b.refresh_from_db()
    assert b.state == "merged"
    assert list(Link.objects.filter(outcome=a.subject, kind="merged").values_list("source", flat=True).order_by("pk")) == [
        b.subject_id, c.subject_id,
    ]  # fmt: skip
    with pytest.raises(ActDenied) as denied:
        support_proposal(proposal=Proposal.objects.get(pk=b.pk), by=make_person("Eva"), at=NOW)
    assert denied.value.denial.code == "merged"
    assert denied.value.denial.remedy.path == a.subject.path
    undo_regrouping(regrouping=done, reason="Nos equivocamos.", by=carla, at=NOW)
    assert rows() == before
    assert counts(a, b, c) == [3, 3, 1]
    assert not Link.objects.filter(kind="merged").exists()
    assert Proposal.objects.get(pk=b.pk).state == "published"


def test_what_was_given_after_the_joining_stays_and_what_was_taken_back_stays_so(world):
    _call, people, (a, b, c) = world
    carla, late = steward(), make_person("Eva")
    done = merge(carla, a, b, c)
    target = Proposal.objects.get(pk=a.pk)
    support_proposal(proposal=target, by=late, at=NOW)
    withdraw_support(proposal=target, by=people[0], at=NOW)  # gave to a and to c
    assert counts(a) == [4]
    undo_regrouping(regrouping=done, reason="Nos equivocamos.", by=carla, at=NOW)
    assert counts(a, b, c) == [3, 3, 0]
    assert Support.objects.get(person=late).proposal_id == a.pk
    assert not Support.objects.filter(person=people[0]).exists()


def test_two_joinings_into_one_are_undone_in_any_order(world):
    _call, people, (_a, b, c) = world
    carla = steward()
    first, target = None, make_proposal(b.component)
    supported(c, people[1])
    first = merge(carla, target, b)
    second = merge(carla, Proposal.objects.get(pk=target.pk), c)
    assert counts(target) == [4]
    undo_regrouping(regrouping=first, reason="Es otra cosa.", by=carla, at=NOW)
    assert counts(b, target) == [3, 2]  # who rested for the second joining counts by it now
    undo_regrouping(regrouping=second, reason="Es otra cosa.", by=carla, at=NOW)
    assert counts(b, c, target) == [3, 2, 0]
    assert not Support.objects.filter(regrouping__isnull=False).exists()
    assert Proposal.objects.get(pk=target.pk).regrouped is False


def test_one_identity_counts_once_where_supporting_asks_for_verification(db):
    call = make_call(who_may_support=[{"kind": "verified"}])
    a, b = make_proposal(call), make_proposal(call)
    identity, people = Identity.objects.create(at=NOW), [make_person("Ana"), make_person("Otra")]
    for n, (person, proposal) in enumerate(zip(people, (a, b), strict=True)):
        Verification.objects.create(
            person=person, identity=identity, method="counter", confirmed={"counter": None}, at=NOW,
            birth_date="1990-01-01", revoked_at=NOW if n == 0 else None,
        )  # fmt: skip
        Support.objects.create(proposal=proposal, person=person, component=call, at=NOW)
        ProposalCount.objects.filter(proposal=proposal).update(supports=1)
    merge(steward(), a, b)
    assert counts(a, b) == [1, 0]


def test_a_new_proposal_takes_up_the_others_and_goes_with_the_undoing(world):
    _call, people, (a, b, _c) = world
    carla, before = steward(), rows()
    new = content(title="Banquetas parejas en todas las colonias", body="Reúne lo que piden las dos.")
    done = merge_proposals(proposals=[a, b], new=new, reason=REASON, by=carla, at=NOW)
    target = done.proposal
    assert counts(target, a, b) == [4, 0, 0]
    assert target.author is None
    assert not target.is_imported
    page = client_of(people[0]).get(target.get_absolute_url()).content.decode()
    assert a.title in page
    assert b.author.public_name in page
    undo_regrouping(regrouping=done, reason="Nos equivocamos.", by=carla, at=NOW)
    assert rows() == before
    assert Proposal.objects.get(pk=target.pk).state == "withdrawn"
    assert client_of(people[0]).get(target.get_absolute_url()).status_code == 410


def test_what_is_owed_is_owed_where_they_were_joined_by_the_nearest_day(world):
    from datetime import date

    _call, _people, (a, b, c) = world
    carla = steward()
    owe_response(subject=a.subject, at=NOW, due_on=date(2026, 12, 20))
    owe_response(subject=b.subject, at=NOW, due_on=date(2026, 12, 1))
    done = merge(carla, a, b, c)
    assert list(Response.objects.values_list("subject", "due_on")) == [(a.subject_id, date(2026, 12, 1))]
    undo_regrouping(regrouping=done, reason="Nos equivocamos.", by=carla, at=NOW)
    assert Response.objects.count() == 2
    again = merge(carla, Proposal.objects.get(pk=a.pk), b)
    draft_response(subject=a.subject, verdict="accepted", reasons="Se hará.", by=carla, at=NOW)
    publish_response(subject=a.subject, by=carla, at=NOW)
    with pytest.raises(ActDenied) as denied:
        undo_regrouping(regrouping=again, reason="Tarde.", by=carla, at=NOW)
    assert denied.value.denial.code == "answered"


def test_reaching_the_minimum_by_joining_owes_an_answer(db):
    call = make_call(answer_rule="threshold", threshold=2)
    a, b = supported(make_proposal(call), make_person("Ana")), supported(make_proposal(call), make_person("Bruno"))
    assert not Response.objects.exists()
    merge(steward(), a, b)
    assert Response.objects.get().subject_id == a.subject_id


def test_divided_counts_each_person_once_on_each_part_and_goes_back_exactly(world):
    call, people, (a, _b, _c) = world
    carla, before = steward(), rows()
    parts = [content(title=f"Banquetas, parte {n}", body="Una de las cosas que pide.") for n in "12"]
    done = split_proposal(proposal=a, parts=parts, reason="Pide dos cosas.", by=carla, at=NOW)
    one, two = (part.proposal for part in done.parts.order_by("pk"))
    assert counts(a, one, two) == [0, 3, 3]
    assert one.author == a.author
    assert Proposal.objects.counted().filter(author=a.author).count() == 1
    assert standing_of(people[1], call).given == 2  # a, by its parts, and b
    withdraw_support(proposal=Proposal.objects.get(pk=one.pk), by=people[1], at=NOW)
    assert standing_of(people[1], call).given == 2
    support_proposal(proposal=Proposal.objects.get(pk=one.pk), by=people[1], at=NOW)
    Support.objects.filter(proposal=one, person=people[1]).delete()
    ProposalCount.objects.filter(proposal=one).update(supports=2)
    support_proposal(proposal=Proposal.objects.get(pk=two.pk), by=people[3], at=NOW)
    undo_regrouping(regrouping=done, reason="Nos equivocamos.", by=carla, at=NOW)
    assert counts(a, one, two) == [3, 0, 1]
    assert [Proposal.objects.get(pk=each.pk).state for each in (a, one, two)] == ["published", "withdrawn", "published"]
    assert [row for row in rows() if row[1] != two.pk] == before


def test_everybody_concerned_is_told_once_and_in_their_words(world):
    _call, people, (a, b, _c) = world
    follower = make_person("Fausto")
    Follow.objects.create(person=follower, subject=b.subject, at=NOW)
    merge(steward(), a, b)
    while relay(at=NOW):
        pass
    told = Notice.objects.filter(event__name="proposals.proposal.merged")
    assert set(told.values_list("person", flat=True)) == {b.author_id, follower.pk, *(each.pk for each in people[1:])}
    assert not Event.objects.filter(name="proposals.proposal.merged", payload__has_key="person").exists()


DENIALS = [
    ("one", "too_few"), ("answered", "answered"), ("other", "other_call"), ("imported", "imported"),
    ("withdrawn", "not_published"), ("joined", "regrouped"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "code"), DENIALS)
def test_what_cannot_be_joined_says_why_and_changes_nothing(world, case, code):
    _call, _people, (a, b, c) = world
    carla = steward()
    given = {"into": a, "proposals": [b]}
    if case == "one":
        given = {"proposals": [a], "new": content(title="Una sola propuesta", body="Nada que unir aquí.")}
    elif case == "answered":
        Proposal.objects.filter(pk=b.pk).update(state="answered")
    elif case == "other":
        given["proposals"] = [make_proposal(make_call())]
    elif case == "imported":
        Proposal.objects.filter(pk=b.pk).update(author=None, channel="import")
    elif case == "withdrawn":
        Proposal.objects.filter(pk=b.pk).update(state="withdrawn")
    else:
        merge(carla, b, c)
    before, made = rows(), Regrouping.objects.count()
    with pytest.raises(ActDenied) as denied:
        merge_proposals(**given, reason=REASON, by=carla, at=NOW)
    assert denied.value.denial.code == code
    assert (rows(), Regrouping.objects.count()) == (before, made)


def test_only_who_leads_the_process_joins_and_a_reason_is_needed(world):
    _call, people, (a, b, _c) = world
    for person in (None, people[0], make_person("Dario", is_staff=True)):
        with pytest.raises(ActDenied):
            merge_proposals(proposals=[b], into=a, reason=REASON, by=person, at=NOW)
    with pytest.raises(ValidationError):
        merge_proposals(proposals=[b], into=a, reason="  ", by=steward(), at=NOW)
    assert not Regrouping.objects.exists()


def test_an_author_cannot_withdraw_what_others_were_joined_to(db):
    call = make_call()
    a, b = make_proposal(call), make_proposal(call)
    merge(steward(), a, b)
    with pytest.raises(ActDenied) as denied:
        withdraw_proposal(proposal=a, by=a.author, at=NOW)
    assert denied.value.denial.code == "regrouped"


def test_joined_ones_stay_readable_and_leave_the_list_and_the_totals(world):
    call, people, (a, b, c) = world
    merge(steward(), a, b, c)
    client = client_of(people[0])
    listed = client.get(call.get_absolute_url()).content.decode()
    assert a.title in listed
    assert b.title not in listed
    assert b.title in client.get(f"{call.get_absolute_url()}?state=merged").content.decode()
    page = client.get(b.get_absolute_url())
    assert page.status_code == 200
    text = page.content.decode()
    assert a.get_absolute_url() in text
    assert REASON in text
    assert "respaldar/" not in text
    row = client.get(f"/api/v1/proposals/{b.pk}/").json()
    assert (row["state"], row["merged_into"], row["supports_count"]) == ("merged", a.pk, 0)


def test_the_pages_say_first_what_will_happen(world):
    _call, people, (a, b, c) = world
    client = client_of(steward())
    address = f"/mesa/propuestas/unir/?cosa={a.pk}&cosa={b.pk}"
    assert client.get(address).status_code == 200
    given = {"cosa": [a.pk, b.pk], "stays": str(a.pk), "reason": REASON}
    shown = client.post("/mesa/propuestas/unir/", given)
    preview = shown.context["preview"]
    assert (preview.supports, preview.people, preview.twice) == (6, 4, 2)
    assert not Regrouping.objects.exists()
    assert client.post("/mesa/propuestas/unir/", {**given, "reason": ""}).status_code == 422
    done = client.post("/mesa/propuestas/unir/", {**given, "seguro": "1"})
    assert done.status_code == 302
    assert done["Location"] == a.get_absolute_url()
    address = f"/mesa/propuestas/{c.pk}/dividir/"
    parts = {"title1": "Banquetas anchas", "body1": "Que quepan las carriolas.", "title2": "Rampas en las esquinas",
             "body2": "Para quien va en silla de ruedas.", "reason": "Pide dos cosas.", "partes": "2"}  # fmt: skip
    assert client.post(address, {**parts, "mas": "1"}).context["parts"] == 3
    drawn = str(client.get(address).context["form"]["body1"])
    assert 'class="form-control"' in drawn
    assert client.post(address, parts).context["preview"].people == 1
    assert client.post(address, {**parts, "seguro": "1"}).status_code == 302
    made = Regrouping.objects.get(kind="split")
    address = f"/mesa/propuestas/uniones/{made.pk}/deshacer/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": "No hacía falta."}).status_code == 302
    stranger = client_of(people[0])
    for closed in ("/mesa/propuestas/", "/mesa/propuestas/unir/", address, f"/mesa/propuestas/{a.pk}/dividir/"):
        assert stranger.get(closed).status_code == 403
    assert stranger.post("/mesa/propuestas/unir/", {**given, "seguro": "1"}).status_code == 403


# --- Races --------------------------------------------------------------------------------------------------------------
def race(supporters=6):
    call, carla = make_call(), steward()
    a, b = make_proposal(call), make_proposal(call)
    people = [make_person(f"Persona{n}") for n in range(supporters)]
    for person in people:
        support_proposal(proposal=b, by=person, at=NOW)
    more = [make_person(f"Otra{n}") for n in range(supporters)]
    calls = [lambda who=who: support_proposal(proposal=a, by=who, at=NOW) for who in people]
    calls += [lambda who=who: support_proposal(proposal=b, by=who, at=NOW) for who in more]
    results = at_once(lambda: merge(carla, a, b), *calls)
    return a, b, results


@pytest.mark.django_db(transaction=True)
def test_supports_that_arrive_while_proposals_are_joined_are_counted_or_refused_with_the_way_on():
    """Without ``hold_supports`` the same people arrive at the target twice: a deadlock or a broken constraint."""
    a, b, results = race()
    wrong = [each for each in results if isinstance(each, Exception) and not isinstance(each, ActDenied)]
    assert wrong == []
    assert isinstance(results[0], Regrouping)
    given = Support.objects.counting().filter(proposal=a)
    assert counts(a, b) == [given.count(), 0]
    assert given.values("person").distinct().count() == given.count()
    refused = sum(isinstance(each, ActDenied) for each in results)
    assert given.count() == 12 - refused
    assert not Support.objects.counting().filter(proposal=b).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_joinings_at_once_one_is_refused(monkeypatch):
    call, carla = make_call(), steward()
    a, b, c = make_proposal(call), make_proposal(call), make_proposal(call)
    results = at_once(lambda: merge(carla, a, b), lambda: merge(carla, c, b), lambda: merge(carla, b, a))
    assert sum(isinstance(each, Regrouping) for each in results) == 1
    assert sum(isinstance(each, ActDenied) for each in results) == 2
