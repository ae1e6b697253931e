"""Acts on proposals: what changes, what is recorded, and what a denial leaves as it was."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from participation.access.verdict import ActDenied
from participation.models import Event, Response, Subject, Version
from proposals.actions import (
    discard_draft,
    edit_proposal,
    import_proposal,
    publish_proposal,
    return_proposal,
    save_draft,
    start_draft,
    submit_draft,
    submit_proposal,
    support_proposal,
    update_imported_proposal,
    withdraw_proposal,
    withdraw_support,
)
from proposals.content import Content, content
from proposals.models import Proposal, ProposalCount, Support
from tests.factories import make_call, make_institution, make_proposal, make_territory
from tests.personas import NOW, make_person

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=30)
TEXT = {"title": "Banquetas parejas en la calle Hidalgo", "body": "Están rotas y la gente mayor se cae."}


def names() -> list[str]:
    return list(Event.objects.order_by("at", "id").values_list("name", flat=True))


def code(call: object) -> str:
    with pytest.raises(ActDenied) as denied:
        call()  # type: ignore[operator]
    return denied.value.denial.code


def supports(proposal: Proposal) -> tuple[int, int]:
    return proposal.supports.count(), ProposalCount.objects.get(proposal=proposal).supports


# --- Drafts ---------------------------------------------------------------------------------------------------------
def test_a_draft_is_begun_once_and_resumed(ana, bruno):
    call = make_call()
    draft = start_draft(component=call, by=ana, at=NOW)
    assert start_draft(component=call, by=ana, at=NOW) == draft
    assert start_draft(component=call, by=bruno, at=NOW) != draft
    assert draft.state == "draft"
    assert draft.subject.state == "draft"
    assert draft.subject.path == f"/propuestas/{draft.pk}/"
    assert names() == ["proposals.proposal.drafted"] * 2


def test_a_draft_keeps_what_breaks_the_rules_and_handing_in_asks_them(ana):
    call = make_call(title_min=10, body_min=15)
    draft = start_draft(component=call, by=ana, at=NOW)
    save_draft(proposal=draft, content=content(title="Corto", body="x"), by=ana, at=NOW)
    draft.refresh_from_db()
    assert (draft.title, draft.body) == ("Corto", "x")
    with pytest.raises(ValidationError) as wrong:
        submit_draft(proposal=draft, by=ana, at=NOW)
    assert set(wrong.value.message_dict) == {"title", "body"}
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_only_the_author_writes_in_a_draft(ana, bruno, carla):
    draft = start_draft(component=make_call(), by=ana, at=NOW)
    for stranger in (bruno, carla):
        assert (
            code(lambda who=stranger: save_draft(proposal=draft, content=Content(title="x"), by=who, at=NOW))
            == "not_author"
        )
        assert code(lambda who=stranger: submit_draft(proposal=draft, by=who, at=NOW)) == "not_author"
        assert code(lambda who=stranger: discard_draft(proposal=draft, by=who, at=NOW)) == "not_author"
    draft.refresh_from_db()
    assert (draft.title, draft.state) == ("", "draft")


def test_a_discarded_draft_loses_its_text_and_another_can_begin(ana):
    call = make_call()
    draft = start_draft(component=call, by=ana, at=NOW)
    save_draft(proposal=draft, content=content(**TEXT), by=ana, at=NOW)
    discard_draft(proposal=draft, by=ana, at=NOW)
    draft.refresh_from_db()
    assert (draft.state, draft.title, draft.body, draft.subject.title) == ("withdrawn", "", "", "")
    assert start_draft(component=call, by=ana, at=NOW) != draft


# --- Handing in -----------------------------------------------------------------------------------------------------
def test_handing_in_publishes_with_a_first_version_and_an_answer_owed(ana):
    office = make_institution()
    call = make_call(response_institution=office.pk, answer_due_days=20)
    proposal = submit_proposal(component=call, **TEXT, by=ana, at=NOW)
    assert proposal.state == "published"
    subject = Subject.objects.get(pk=proposal.subject_id)
    assert (subject.state, subject.title, subject.published_at) == ("published", TEXT["title"], NOW)
    assert subject.ancestors == [call.process.subject_id, call.subject_id]
    assert Version.objects.get(subject=subject).data["title"] == TEXT["title"]
    owed = Response.objects.get(subject=subject)
    assert (owed.institution, owed.owed_since, owed.published_at) == (office, NOW, None)
    # The phase closes ten days from now, at noon in Mexico City on 1 December; twenty days later is the 21st.
    assert owed.due_on.isoformat() == "2026-12-21"
    assert names() == ["participation.response.owed", "proposals.proposal.published"]


def test_the_same_act_twice_makes_one_proposal(ana):
    call, act = make_call(), uuid.uuid4()
    first = submit_proposal(component=call, **TEXT, by=ana, at=NOW, act_id=act)
    assert submit_proposal(component=call, **TEXT, by=ana, at=NOW, act_id=act) == first
    draft = start_draft(component=call, by=ana, at=NOW)
    save_draft(proposal=draft, content=content(**TEXT), by=ana, at=NOW)
    submit_draft(proposal=draft, by=ana, at=NOW)
    submit_draft(proposal=draft, by=ana, at=NOW)
    assert Proposal.objects.count() == 2
    assert names().count("proposals.proposal.published") == 2


@pytest.mark.parametrize(
    ("persona", "settings", "at", "expected"),
    [
        ("ana", {}, LATER, "closed"),
        ("ana", {}, NOW - timedelta(days=20), "not_yet_open"),
        ("bruno", {"who_may_propose": [{"kind": "verified"}]}, NOW, "not_verified"),
    ],
)
def test_who_may_not_propose_leaves_nothing(request, persona, settings, at, expected):
    person = request.getfixturevalue(persona)
    call = make_call(**settings)
    assert code(lambda: submit_proposal(component=call, **TEXT, by=person, at=at)) == expected
    assert code(lambda: start_draft(component=call, by=person, at=at)) == expected
    assert not Proposal.objects.exists()
    assert not Event.objects.exists()


def test_the_limit_of_proposals_counts_what_was_handed_in_and_not_what_was_withdrawn(ana):
    call = make_call(proposals_per_person=2)
    first = submit_proposal(component=call, **TEXT, by=ana, at=NOW)
    submit_proposal(component=call, **TEXT, by=ana, at=NOW)
    assert code(lambda: submit_proposal(component=call, **TEXT, by=ana, at=NOW)) == "proposal_limit"
    withdraw_proposal(proposal=first, by=ana, at=NOW)
    submit_proposal(component=call, **TEXT, by=ana, at=NOW)
    assert Proposal.objects.counted().count() == 2


def test_without_a_limit_there_is_none(ana):
    call = make_call(proposals_per_person=0)
    for _n in range(7):
        submit_proposal(component=call, **TEXT, by=ana, at=NOW)
    assert Proposal.objects.count() == 7


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"title": "x" * 151}, "title"),
        ({"title": " \n "}, "title"),
        ({"body": "x" * 501}, "body"),
        ({"address": "x" * 201}, "address"),
        ({"tags": ["a", "b", "c", "d", "e", "f"]}, "tags"),
        ({"tags": ["x" * 41]}, "tags"),
        ({"latitude": "91", "longitude": "0"}, "latitude"),
        ({"latitude": "19.4"}, "latitude"),
        ({"latitude": "nan", "longitude": "1"}, "latitude"),
        ({"latitude": "norte", "longitude": "1"}, "latitude"),
    ],
)
def test_a_proposal_that_breaks_the_rules_is_refused_field_by_field(ana, fields, wrong):
    call = make_call(body_max=500)
    with pytest.raises(ValidationError) as error:
        submit_proposal(component=call, **{**TEXT, **fields}, by=ana, at=NOW)
    assert wrong in error.value.message_dict
    assert not Proposal.objects.exists()


def test_a_place_is_asked_for_and_must_lie_inside_the_process(ana):
    city, elsewhere = make_territory("Xalapa", level="municipio"), make_territory("Toluca", level="municipio")
    colony = make_territory("Centro", parent=city)
    call = make_call(territory_required=True)
    call.process.territory = city
    call.process.save()
    for place in (None, elsewhere):
        with pytest.raises(ValidationError) as error:
            submit_proposal(component=call, **TEXT, by=ana, at=NOW, territory=place)
        assert list(error.value.message_dict) == ["territory"]
    proposal = submit_proposal(
        component=call, **TEXT, by=ana, at=NOW, territory=colony, latitude=19.5, longitude="-96.9"
    )
    assert (proposal.latitude, proposal.longitude) == (Decimal("19.500000"), Decimal("-96.900000"))
    assert Subject.objects.get(pk=proposal.subject_id).territory == colony


def test_control_characters_go_and_tags_are_folded(ana):
    made = submit_proposal(
        component=make_call(),
        title="Luz\x00 en  la\u202e calle oscura",
        body="Hace\x07 falta mucha luz.",
        by=ana,
        at=NOW,
        tags=["#Luz ", "luz", "Calles"],
    )
    assert (made.title, made.body, made.tags) == ("Luz en la calle oscura", "Hace falta mucha luz.", ["luz", "calles"])


# --- Moderation -----------------------------------------------------------------------------------------------------
def test_moderation_before_waits_and_a_moderator_publishes(ana, bruno, dario):
    proposal = submit_proposal(component=make_call(moderation="before"), **TEXT, by=ana, at=NOW)
    assert (proposal.state, proposal.subject.state) == ("pending", "draft")
    assert code(lambda: support_proposal(proposal=proposal, by=bruno, at=NOW)) == "not_published"
    for stranger in (ana, bruno):
        assert code(lambda who=stranger: publish_proposal(proposal=proposal, by=who, at=NOW)) == "role_missing"
    published = publish_proposal(proposal=proposal, by=dario, at=NOW)
    assert publish_proposal(proposal=proposal, by=dario, at=NOW) == published
    assert (published.state, published.subject.state) == ("published", "published")
    assert names() == ["proposals.proposal.handed_in", "participation.response.owed", "proposals.proposal.published"]


def test_a_returned_proposal_is_a_draft_again_with_the_reason(ana, dario, elena):
    proposal = submit_proposal(component=make_call(moderation="before"), **TEXT, by=ana, at=NOW)
    assert code(lambda: return_proposal(proposal=proposal, reason="No", by=elena, at=NOW)) == "role_missing"
    with pytest.raises(ValidationError):
        return_proposal(proposal=proposal, reason=" ", by=dario, at=NOW)
    return_proposal(proposal=proposal, reason="Quita los datos de tu vecino.", by=dario, at=NOW)
    proposal.refresh_from_db()
    assert proposal.state == "draft"
    assert Event.objects.get(name="proposals.proposal.returned").payload["reason"] == "Quita los datos de tu vecino."
    assert start_draft(component=proposal.component, by=ana, at=NOW) == proposal


# --- Editing and withdrawing ----------------------------------------------------------------------------------------
def test_editing_within_the_window_keeps_the_earlier_version(ana):
    proposal = submit_proposal(component=make_call(edit_window_minutes=30), **TEXT, by=ana, at=NOW)
    new = content(title="Banquetas anchas en la calle Hidalgo", body=TEXT["body"])
    edit_proposal(proposal=proposal, content=new, by=ana, at=NOW + timedelta(minutes=29), reason="Más claro")
    edit_proposal(proposal=proposal, content=new, by=ana, at=NOW + timedelta(minutes=29))
    versions = Version.objects.filter(subject=proposal.subject).order_by("number")
    assert [version.data["title"] for version in versions] == [TEXT["title"], new.title]
    assert versions[1].reason == "Más claro"
    assert Subject.objects.get(pk=proposal.subject_id).title == new.title
    assert names().count("proposals.proposal.edited") == 1


def test_editing_ends_with_the_window_and_with_the_evaluation(ana, bruno, elena):
    from participation.responses.actions import start_evaluation

    proposal = submit_proposal(component=make_call(edit_window_minutes=30), **TEXT, by=ana, at=NOW)
    new = content(title="Otra cosa completamente distinta", body=TEXT["body"])
    over = NOW + timedelta(minutes=30)
    assert code(lambda: edit_proposal(proposal=proposal, content=new, by=ana, at=over)) == "edit_window_over"
    assert code(lambda: edit_proposal(proposal=proposal, content=new, by=bruno, at=NOW)) == "not_author"
    start_evaluation(subject=proposal.subject, by=elena, at=NOW)
    assert code(lambda: edit_proposal(proposal=proposal, content=new, by=ana, at=NOW)) == "in_evaluation"
    proposal.refresh_from_db()
    assert proposal.title == TEXT["title"]


def test_withdrawing_is_for_its_author_while_nobody_supports_it(ana, bruno):
    proposal = submit_proposal(component=make_call(), **TEXT, by=ana, at=NOW)
    support_proposal(proposal=proposal, by=bruno, at=NOW)
    assert code(lambda: withdraw_proposal(proposal=proposal, by=ana, at=NOW)) == "has_supports"
    withdraw_support(proposal=proposal, by=bruno, at=NOW)
    assert code(lambda: withdraw_proposal(proposal=proposal, by=bruno, at=NOW)) == "not_author"
    withdraw_proposal(proposal=proposal, by=ana, at=NOW, reason="Me equivoqué")
    withdraw_proposal(proposal=proposal, by=ana, at=NOW)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.subject.state) == ("withdrawn", "withdrawn")
    assert names().count("proposals.proposal.withdrawn") == 1
    assert code(lambda: support_proposal(proposal=proposal, by=bruno, at=NOW)) == "withdrawn"


# --- Supports -------------------------------------------------------------------------------------------------------
def test_supporting_counts_once_and_can_be_taken_back(ana, bruno):
    proposal = make_proposal(make_call())
    first = support_proposal(proposal=proposal, by=ana, at=NOW)
    assert support_proposal(proposal=proposal, by=ana, at=NOW) == first
    support_proposal(proposal=proposal, by=bruno, at=NOW)
    assert supports(proposal) == (2, 2)
    withdraw_support(proposal=proposal, by=ana, at=NOW)
    withdraw_support(proposal=proposal, by=ana, at=NOW)
    assert supports(proposal) == (1, 1)
    assert names() == ["proposals.proposal.supported"] * 2 + ["proposals.proposal.support_withdrawn"]


def test_the_support_limit_is_of_the_call(ana):
    call, other = make_call(supports_per_person=2), make_call()
    rows = [make_proposal(call) for _n in range(3)]
    support_proposal(proposal=make_proposal(other), by=ana, at=NOW)
    support_proposal(proposal=rows[0], by=ana, at=NOW)
    support_proposal(proposal=rows[1], by=ana, at=NOW)
    assert code(lambda: support_proposal(proposal=rows[2], by=ana, at=NOW)) == "support_limit"
    assert supports(rows[2]) == (0, 0)
    withdraw_support(proposal=rows[0], by=ana, at=NOW)
    support_proposal(proposal=rows[2], by=ana, at=NOW)


@pytest.mark.parametrize(
    ("persona", "settings", "state", "at", "expected"),
    [
        ("ana", {}, "published", LATER, "closed"),
        ("ana", {}, "answered", NOW, "answered"),
        ("bruno", {"who_may_support": [{"kind": "verified"}]}, "published", NOW, "not_verified"),
    ],
)
def test_who_may_not_support_changes_nothing(request, persona, settings, state, at, expected):
    person = request.getfixturevalue(persona)
    proposal = make_proposal(make_call(**settings), state=state)
    assert code(lambda: support_proposal(proposal=proposal, by=person, at=at)) == expected
    assert supports(proposal) == (0, 0)
    assert not Event.objects.exists()


def test_a_hidden_proposal_takes_no_supports(ana):
    proposal = make_proposal(make_call())
    Subject.objects.filter(pk=proposal.subject_id).update(state="hidden")
    proposal.subject.refresh_from_db()
    assert code(lambda: support_proposal(proposal=proposal, by=ana, at=NOW)) == "hidden"


def test_a_support_on_paper_keeps_channel_and_officer_and_needs_a_role(ana, bruno, elena, olga):
    proposal = make_proposal(make_call())
    for stranger in (bruno, olga):
        act = lambda who=stranger: support_proposal(proposal=proposal, by=ana, at=NOW, channel="paper", captured_by=who)  # noqa: E731
        assert code(act) == "role_missing"
    for channel in ("paper", "counter", "encounter"):  # what came so was written down by somebody
        assert code(lambda c=channel: support_proposal(proposal=proposal, by=ana, at=NOW, channel=c)) == "not_signed_in"
        act = lambda c=channel: submit_proposal(component=proposal.component, **TEXT, by=ana, at=NOW, channel=c)  # noqa: E731
        assert code(act) == "not_signed_in"
    made = support_proposal(proposal=proposal, by=ana, at=NOW, channel="paper", captured_by=elena)
    assert (made.channel, made.captured_by) == ("paper", elena)
    assert Support.objects.count() == 1


def test_the_answer_is_owed_when_the_minimum_is_reached(ana, bruno):
    proposal = submit_proposal(component=make_call(answer_rule="threshold", threshold=2), **TEXT, by=ana, at=NOW)
    support_proposal(proposal=proposal, by=bruno, at=NOW)
    assert not Response.objects.exists()
    support_proposal(proposal=proposal, by=make_person("Fabiola"), at=NOW)
    assert Response.objects.get().subject_id == proposal.subject_id
    withdraw_support(proposal=proposal, by=bruno, at=NOW)
    assert Response.objects.count() == 1


def test_a_call_that_owes_no_answers_owes_none(ana):
    submit_proposal(component=make_call(answer_rule="none"), **TEXT, by=ana, at=NOW)
    assert not Response.objects.exists()


# --- Imports --------------------------------------------------------------------------------------------------------
def test_an_import_has_no_author_owes_nothing_and_drops_scripts(carla, elena):
    call = make_call(proposals_per_person=1, title_min=50)
    past = NOW - timedelta(days=900)
    value = content(title="Carril bici", body="<p onclick='x()'>Hola<script>alert(1)</script></p>", lang="ca")
    assert (
        code(lambda: import_proposal(component=call, content=value, by=elena, at=NOW, published_at=past))
        == "role_missing"
    )
    made = import_proposal(component=call, content=value, by=carla, at=NOW, published_at=past, body_is_html=True)
    assert (made.author, made.channel, made.lang, made.published_at, made.body) == (
        None,
        "import",
        "ca",
        past,
        "<p>Hola</p>",
    )
    assert not Response.objects.exists()
    same = update_imported_proposal(proposal=made, content=value, by=carla, at=NOW)
    assert same.body == "<p>Hola</p>"
    assert names() == ["proposals.proposal.imported"]
    update_imported_proposal(
        proposal=made, content=content(title="Carril bici 2", body="<p>Hola</p>", lang="ca"), by=carla, at=NOW
    )
    assert names()[-1] == "proposals.proposal.import_updated"
