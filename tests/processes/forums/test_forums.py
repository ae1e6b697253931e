"""Forums: who makes and runs them, seats, calls and their results, exits, the declaration, what is computed."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from participation.access.verdict import ActDenied
from participation.events.relay import relay
from participation.follows.actions import follow
from participation.models import Event, Notice, Person, Subject
from participation.people.leaving import leave_all
from participation.subjects.visibility import is_shown
from processes.agreements.actions import make_agreement
from processes.forums.actions import calls, candidacies, declaration, forum, members, sessions
from processes.forums.actions.accounts import erase_candidacies
from processes.forums.checks import checks_of, facts_of
from processes.models import Adherence, Candidacy, Forum, ForumCall, ForumSession, Member, Seats
from tests.factories import make_institution
from tests.personas import NOW, make_person, official
from tests.processes.encounters.town import make_encounter
from tests.processes.forums.help import (
    give_rules,
    make_call_of,
    make_council,
    make_organisation,
    make_session,
    offer,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=11)


def told(row: Forum, at: Any = NOW) -> dict[str, bool]:
    """Return what is computed of a forum."""
    return {check.name: check.passes for check in checks_of(row, facts_of(row, at), at)}


def notices(name: str) -> list[tuple[str, str]]:
    """Relay all and return who was told of an event, and how."""
    while relay(at=NOW):
        pass
    rows = Notice.objects.filter(event__name=f"processes.{name}").select_related("person").order_by("person__name")
    return [(row.person.name, row.reason) for row in rows]


def test_a_forum_is_seen_once_it_is_published_and_only_its_stewards_run_it(carla: Person, bruno: Person) -> None:
    office = make_institution()
    silvia, other = (
        official("Silvia", "steward", office.subject),
        official("Otra", "steward", make_institution().subject),
    )
    follow(subject=office.subject, by=bruno, at=NOW)
    row = make_council(silvia, publish=False, institution=office)
    assert row.slug == "secretariado-tecnico-local"
    assert not Forum.objects.public().exists()
    assert list(Forum.objects.visible_to(silvia)) == [row]
    assert not Forum.objects.visible_to(other).exists()
    given = {"kind": "council", "title": "X", "remit": "Y"}
    before = Event.objects.count()
    for by in (bruno, other, official("Olga", "observer", office.subject)):
        for act, more in (
            (forum.create_forum, {"institution": office, **given}),
            (forum.update_forum, {"forum": row, **given}),
            (forum.set_seats, {"forum": row, "seats": {}}),
            (forum.publish_forum, {"forum": row}),
            (members.add_member, {"forum": row, "sector": "academy", "name": "Ana"}),
        ):  # fmt: skip
            with pytest.raises(ActDenied):
                act(**more, by=by, at=NOW)  # type: ignore[operator]
    assert Event.objects.count() == before
    row = forum.publish_forum(forum=row, by=silvia, at=NOW)
    assert list(Forum.objects.public()) == [row]
    assert notices("forum.published") == [("Bruno", "follower")]
    row = forum.close_forum(forum=row, reason="Terminó su encargo.", by=silvia, at=NOW)
    with pytest.raises(ActDenied, match="cerrado"):
        members.add_member(forum=row, sector="academy", name="Ana", by=silvia, at=NOW)
    assert forum.reopen_forum(forum=row, by=silvia, at=NOW).state == "published"


def test_a_sector_has_no_more_members_than_seats_and_an_exit_says_why(carla: Person) -> None:
    row = make_council(carla)
    rector = members.add_member(
        forum=row, sector="academy", role="Rectoría", body="Universidad del Golfo", chosen="Por oficio", by=carla,
        at=NOW, conflict="",
    )  # fmt: skip
    with pytest.raises(ActDenied, match="Academia"):
        members.add_member(forum=row, sector="academy", name="Otra", by=carla, at=NOW)
    with pytest.raises(ValidationError):
        forum.set_seats(forum=row, seats={"organisations": (2, 1)}, by=carla, at=NOW)
    with pytest.raises(ValidationError):
        members.end_member(member=rector, reason=" ", by=carla, at=NOW)
    gone = members.end_member(
        member=rector, reason="Terminó su periodo", statement="Faltó presupuesto para la mesa.", by=carla, at=NOW
    )
    assert (gone.until.isoformat(), gone.left_alone) == ("2026-11-21", False)
    assert members.end_member(member=rector, reason="otra vez", by=carla, at=NOW).exit_reason == "Terminó su periodo"
    assert Seats.objects.get(sector="academy").taken == 0
    assert told(row)["seats_filled"] is False


def test_a_call_is_answered_once_by_each_and_decided_with_reasons_that_all_read(
    carla: Person, ana: Person, bruno: Person, fausto: Person
) -> None:
    """Ana for an organisation, Bruno and Fausto for themselves: one is chosen, one alternate, one not."""
    row = make_council(carla)
    call, river = make_call_of(row, carla), make_organisation(ana, carla)
    first = offer(call, ana, organisation=river.pk, conflict="Mi hermana trabaja en Obras.")
    assert first.subject.folio.code.startswith("2026-")
    assert offer(call, ana, act_id=first.act_id) == first
    second, third = offer(call, bruno), offer(call, fausto)
    for by, more in ((ana, {}), (carla, {}), (make_person("Sin voz"), {"organisation": river.pk})):
        with pytest.raises(ActDenied):
            offer(call, by, **more)
    for wrong in ({"sector": "academy"}, {"agrees": False}, {"motivation": ""}, {"name": "x" * 121}):
        with pytest.raises(ValidationError):
            offer(call, make_person(f"Gente{len(str(wrong))}"), **wrong)
    assert not Subject.objects.filter(kind="candidacy", state="published").exists()
    assert ("Ana", "own") in notices("candidacy.handed_in")
    with pytest.raises(ActDenied, match="cierre"):
        candidacies.decide(candidacy=first, outcome="selected", reason="Por su trabajo", by=carla, at=NOW)
    for candidacy, outcome in ((first, "selected"), (second, "alternate"), (third, "not_selected")):
        with pytest.raises(ValidationError):
            candidacies.decide(candidacy=candidacy, outcome=outcome, reason="", by=carla, at=LATER)
        with pytest.raises(ActDenied):
            candidacies.decide(candidacy=candidacy, outcome=outcome, reason="Sí", by=bruno, at=LATER)
        with pytest.raises(ActDenied):
            calls.publish_result(call=call, by=carla, at=LATER)
        candidacies.decide(candidacy=candidacy, outcome=outcome, reason=f"Por {outcome}", by=carla, at=LATER)
    with pytest.raises(ActDenied):
        calls.publish_result(call=call, by=bruno, at=LATER)
    assert not Member.objects.exists()
    calls.publish_result(call=call, by=carla, at=LATER)
    calls.publish_result(call=call, by=carla, at=LATER)
    rows = Member.objects.order_by("pk").values_list("name", "organisation", "alternate", "conflict", "chosen")
    assert list(rows) == [
        ("Ana", river.pk, False, "Mi hermana trabaja en Obras.", "Convocatoria"),
        ("Bruno", None, True, "", "Convocatoria"),
    ]
    assert [is_shown(one.subject) for one in Candidacy.objects.order_by("pk").select_related("subject")] == [
        True,
        True,
        False,
    ]
    assert notices("candidacy.told") == [("Ana", "author"), ("Bruno", "author"), ("Fausto", "author")]
    with pytest.raises(ActDenied):
        candidacies.withdraw_candidacy(candidacy=third, by=fausto, at=LATER)
    left = members.end_member(
        member=Member.objects.get(name="Ana"), reason="Me mudo", statement="Gracias", by=ana, at=LATER
    )
    assert left.left_alone
    assert ("Bruno", "member") in notices("forum.member_left")
    assert not members.promote_alternate(member=Member.objects.get(name="Bruno"), by=carla, at=LATER).alternate
    assert list(Seats.objects.filter(sector="organisations").values_list("taken", "alternates_taken")) == [(1, 0)]
    assert erase_candidacies(before=LATER + timedelta(days=1)) == 1
    assert Candidacy.objects.get(author=fausto).motivation == ""
    assert Candidacy.objects.get(author=fausto).reason == "Por not_selected"


def test_nobody_decides_on_their_own_and_no_more_are_chosen_than_seats_are_free(carla: Person, ana: Person) -> None:
    row = make_council(carla)
    silvia = official("Silvia", "steward")
    call = make_call_of(row, silvia, sectors=["academy"])
    own = offer(call, carla, sector="academy")
    second = offer(call, ana, sector="academy")
    with pytest.raises(ActDenied):
        candidacies.decide(candidacy=own, outcome="selected", reason="Por mí", by=carla, at=LATER)
    for one in (own, second):
        candidacies.decide(candidacy=one, outcome="selected", reason="Por su obra", by=silvia, at=LATER)
    with pytest.raises(ValidationError, match="Academia"):
        calls.publish_result(call=call, by=silvia, at=LATER)
    assert ForumCall.objects.get().decided_at is None
    candidacies.withdraw_candidacy(candidacy=own, by=carla, at=LATER)
    assert calls.publish_result(call=call, by=silvia, at=LATER).decided_at == LATER


def test_a_call_is_open_between_its_days_and_changes_only_with_a_reason(carla: Person, bruno: Person) -> None:
    row = make_council(carla)
    call = make_call_of(row, carla)
    given = {"title": call.title, "text": call.text, "sectors": call.sectors, "opens_at": call.opens_at}
    with pytest.raises(ActDenied):
        make_call_of(row, carla)
    for at in (call.opens_at - timedelta(seconds=1), call.closes_at):
        with pytest.raises(ActDenied):
            offer(call, bruno, at=at)
    offer(call, bruno, at=call.closes_at - timedelta(seconds=1))
    ends = call.closes_at + timedelta(days=5)
    with pytest.raises(ValidationError):
        calls.change_call(call=call, closes_at=ends, reason="", by=carla, at=NOW, **given)
    with pytest.raises(ValidationError):
        calls.change_call(call=call, closes_at=call.opens_at, reason="Error", by=carla, at=NOW, **given)
    with pytest.raises(ActDenied):
        calls.change_call(call=call, closes_at=ends, reason="Porque sí", by=bruno, at=NOW, **given)
    changed = calls.change_call(call=call, closes_at=ends, reason="Llegaron pocas", by=carla, at=NOW, **given)
    assert (changed.closes_at, changed.change_reason) == (ends, "Llegaron pocas")
    assert notices("forum.call_changed") == [("Bruno", "candidate")]
    with pytest.raises(ValidationError):
        forum.close_forum(forum=row, reason="Ya", by=carla, at=NOW)


def test_organisations_and_institutions_join_the_declaration_and_withdraw_in_writing(
    carla: Person, ana: Person, bruno: Person
) -> None:
    row, river = make_council(carla), make_organisation(ana, carla)
    with pytest.raises(ActDenied):
        declaration.join_declaration(forum=row, organisation=river, by=ana, at=NOW)
    row = declaration.publish_declaration(forum=row, text="Trabajaremos juntos.", by=carla, at=NOW)
    with pytest.raises(ActDenied):
        declaration.join_declaration(forum=row, organisation=river, by=bruno, at=NOW)
    with pytest.raises(ActDenied):
        declaration.join_declaration(forum=row, institution=row.institution, by=ana, at=NOW)
    with pytest.raises(ActDenied):
        declaration.join_declaration(forum=row, by=ana, at=NOW)
    signed = declaration.join_declaration(forum=row, organisation=river, by=ana, at=NOW)
    declaration.join_declaration(forum=row, institution=row.institution, by=carla, at=NOW)
    assert declaration.join_declaration(forum=row, organisation=river, by=ana, at=NOW) == signed
    with pytest.raises(ActDenied):
        declaration.publish_declaration(forum=row, text="Otra cosa.", by=carla, at=NOW)
    with pytest.raises(ActDenied):
        declaration.leave_declaration(adherence=signed, statement="Me voy", by=bruno, at=NOW)
    with pytest.raises(ValidationError):
        declaration.leave_declaration(adherence=signed, statement="", by=ana, at=NOW)
    declaration.leave_declaration(adherence=signed, statement="No se cumplió.", by=ana, at=NOW)
    assert list(Adherence.objects.order_by("pk").values_list("statement", "left_at")) == [
        ("No se cumplió.", NOW),
        ("", None),
    ]
    assert declaration.join_declaration(forum=row, organisation=river, by=ana, at=NOW) != signed


def test_what_is_computed_follows_from_what_is_published(carla: Person, bruno: Person) -> None:
    row = make_council(carla, installed_on=(NOW - timedelta(days=200)).date())
    nothing = dict.fromkeys(told(row), False)
    assert told(row) == nothing
    assert len(nothing) == 6
    give_rules(row, carla)
    follow(subject=row.subject, by=bruno, at=NOW)
    make_session(row, carla, 100)
    made = make_session(row, carla, 20, attendance=None)
    assert ("Bruno", "follower") in notices("forum.session_called")
    seen = told(row)
    assert (seen["meets"], seen["both_sectors"], seen["rules_public"], seen["minutes"]) == (True, True, True, False)
    assert told(row, NOW + timedelta(days=84))["meets"] is False, "184 days after the last session with minutes"
    assert told(row, NOW + timedelta(days=83))["meets"] is True
    make_session(row, carla, 30, attendance={"government": {"people": 20, "organisations": 3}})
    assert told(row)["both_sectors"] is False
    sessions.remove_session(session=made, by=carla, at=NOW)
    assert told(row)["minutes"] is True
    for sector, n in (("government", 1), ("organisations", 2), ("academy", 1)):
        for k in range(n):
            one = members.add_member(forum=row, sector=sector, name=f"{sector} {k}", by=carla, at=NOW)
            members.declare_conflict(member=one, text="", by=carla, at=NOW)
    assert (told(row)["seats_filled"], told(row)["conflicts_declared"]) == (True, True)
    with pytest.raises(ActDenied):
        members.declare_conflict(member=one, text="Nada", by=bruno, at=NOW)


def test_sessions_are_encounters_that_were_announced_and_agreements_are_made_there(
    carla: Person, bruno: Person
) -> None:
    row, other = make_council(carla), make_council(carla, title="Otro")
    draft = make_encounter(carla, publish=False)
    for by, encounter in ((carla, draft), (bruno, draft)):
        with pytest.raises(ActDenied):
            sessions.add_session(forum=row, encounter=encounter, by=by, at=NOW)
    met = make_encounter(carla, draft.component, title="Ya anunciado")
    made = sessions.add_session(forum=row, encounter=met, by=carla, at=NOW, shows_results=True)
    assert sessions.add_session(forum=row, encounter=met, by=carla, at=NOW) == made
    with pytest.raises(ActDenied):
        sessions.add_session(forum=other, encounter=met, by=carla, at=NOW)
    with pytest.raises(ValidationError):
        sessions.call_session(
            forum=row, title="Sin lugar", starts_at=NOW, ends_at=NOW + timedelta(hours=1), by=carla, at=NOW
        )
    with pytest.raises(ActDenied):
        sessions.remove_session(session=made, by=bruno, at=NOW)
    assert ForumSession.objects.count() == 1
    given = {"title": "Publicar actas", "text": "En diez días", "responsible": "Secretaría", "due_on": NOW.date()}
    with pytest.raises(ActDenied):
        make_agreement(parent=row.subject, by=bruno, at=NOW, **given)
    assert make_agreement(parent=row.subject, by=carla, at=NOW, **given).subject.parent_id == row.subject_id


def test_a_closed_account_frees_its_seat_and_takes_its_words_along(carla: Person, ana: Person, bruno: Person) -> None:
    row = make_council(carla)
    call = make_call_of(row, carla)
    candidacies.decide(candidacy=offer(call, ana), outcome="selected", reason="Sí", by=carla, at=LATER)
    calls.publish_result(call=call, by=carla, at=LATER)
    offer(make_call_of(row, carla, title="Otra"), bruno)
    for person in (ana, bruno):
        leave_all(person, LATER)
    assert list(Candidacy.objects.order_by("pk").values_list("state", "name", "motivation")) == [
        ("selected", "", ""), ("withdrawn", "", ""),
    ]  # fmt: skip
    member = Member.objects.get()
    assert (member.name, member.until, member.exit_reason) == ("", LATER.date(), "Se cerró la cuenta.")
    assert Seats.objects.get(sector="organisations").taken == 0
    assert not Subject.objects.filter(kind="candidacy", title__in=["Ana", "Bruno"]).exists()
