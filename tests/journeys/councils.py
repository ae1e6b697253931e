"""Councils of the small city and of the measured town: seats, a call with its result, one that is open, signatures."""

from datetime import timedelta
from typing import Any

from participation.models import Organisation, Person
from processes.agreements.actions import make_agreement
from processes.forums.actions import calls, candidacies, declaration, forum, members, sessions
from processes.models import Forum, ForumCall
from tests.personas import NOW
from tests.processes.forums.help import give_rules

SEATS = {"government": (60, 0), "organisations": (60, 60)}


def sit(world: Any, n: int = 0, person: Person | None = None) -> None:
    """Make one more forum of each kind, and one more row of each kind in the first one."""
    carla, ana = world.people["carla"], person or world.people["ana"]
    one = _forum(world, f"Consejo {n}")
    if n:
        forum.publish_forum(forum=one, by=carla, at=NOW)
        _call(world, one, f"Convocatoria {n}", closes=timedelta(days=5))
    else:
        world.draft_forum = one
        world.forum, world.over_call = _first(world), _over(world)
    row: Forum = world.forum
    _decided(world, row, n, ana)
    late = _offer(world, world.over_call, ana)
    candidacies.decide(candidacy=late, outcome="alternate", reason=world.says("Por su voz"), by=carla, at=NOW)
    world.open_call = _call(world, row, f"Convocatoria abierta {n}", closes=timedelta(days=5))
    waiting = _offer(world, world.open_call, world.people["fausto"])
    member = members.add_member(
        forum=row, sector="government", name=world.says(f"Titular {n}"), role=world.says("Titular"), by=carla, at=NOW,
        body=world.says("Obras"), chosen=world.says("Por oficio"), conflict=world.says("Ninguno que importe"),
    )  # fmt: skip
    gone = members.add_member(forum=row, sector="government", name=world.says("Quien salió"), by=carla, at=NOW)
    members.end_member(member=gone, reason=world.says("Se fue"), statement=world.says("Hasta luego"), by=carla, at=NOW)
    begins = NOW + timedelta(days=2, seconds=n)
    called = sessions.call_session(
        forum=row, title=world.says(f"Sesión {n}"), starts_at=begins, ends_at=begins + timedelta(hours=2),
        place=world.says("Plaza"), by=carla, at=NOW, accept_electoral=True,
    )  # fmt: skip
    make_agreement(
        parent=row.subject, title=world.says(f"Acuerdo del consejo {n}"), text=world.says("Lo acordado"),
        responsible=world.says("Secretaría"), due_on=NOW.date() - timedelta(days=1), made_on=NOW.date() - timedelta(days=9),
        by=carla, at=NOW,
    )  # fmt: skip
    organisation = Organisation.objects.filter(state="registered").order_by("-pk")[0]
    speaker = organisation.representations.order_by("pk")[0].person
    if organisation.pk not in row.adherences.values_list("organisation", flat=True):
        declaration.join_declaration(forum=row, organisation=organisation, by=speaker, at=NOW)
    if not n:
        office = row.institution
        world.adherence = declaration.join_declaration(forum=row, institution=office, by=carla, at=NOW)
        world.candidacy, world.member, world.session = waiting, member, called
        world.chosen = row.members.get(candidacy__isnull=False).candidacy


def _forum(world: Any, title: str) -> Forum:
    carla = world.people["carla"]
    made = forum.create_forum(
        institution=world.call.process.institution or world.institution, kind="council", title=world.says(title), remit=world.says("Revisar el plan"),
        installed_on=NOW.date() - timedelta(days=300), by=carla, at=NOW, component=world.encounters,
        translations={"en": {"title": world.says("Council"), "remit": world.says("To look after the plan")}},
    )  # fmt: skip
    return forum.set_seats(forum=made, seats=SEATS, by=carla, at=NOW)


def _first(world: Any) -> Forum:
    carla = world.people["carla"]
    made = forum.publish_forum(forum=_forum(world, "Secretariado"), by=carla, at=NOW)
    give_rules(made, carla)
    return declaration.publish_declaration(forum=made, text=world.says("Juntos"), by=carla, at=NOW)


def _over(world: Any) -> ForumCall:
    made = forum.publish_forum(forum=_forum(world, "Comité"), by=world.people["carla"], at=NOW)
    return _call(world, made, "Convocatoria que terminó", closes=timedelta(hours=-1))


def _call(world: Any, row: Forum, title: str, *, closes: timedelta) -> ForumCall:
    return calls.open_call(
        forum=row, title=world.says(title), text=world.says("Se elige por sorteo"), sectors=["organisations"],
        opens_at=NOW - timedelta(days=9), closes_at=NOW + closes, by=world.people["carla"], at=NOW - timedelta(days=9),
    )  # fmt: skip


def _offer(world: Any, call: ForumCall, by: Person) -> Any:
    return candidacies.hand_in(
        call=call, sector="organisations", name=world.says("Vecina")[:120], motivation=world.says("Conozco el río"),
        conflict=world.says("Ninguno grave"), agrees=True, by=by, at=NOW - timedelta(days=2),
    )  # fmt: skip


def _decided(world: Any, row: Forum, n: int, person: Person) -> None:
    """Hand in two candidacies of which one is chosen, after whatever was open was decided."""
    carla = world.people["carla"]
    for call in row.calls.filter(decided_at__isnull=True):
        _decide_all(world, call)
    call = _call(world, row, f"Convocatoria decidida {n}", closes=timedelta(hours=-1))
    first, second = _offer(world, call, person), _offer(world, call, world.people["bruno"])
    candidacies.decide(candidacy=second, outcome="not_selected", reason=world.says("Faltó"), by=carla, at=NOW)
    candidacies.decide(candidacy=first, outcome="selected", reason=world.says("Por su obra"), by=carla, at=NOW)
    world.decided_call = calls.publish_result(call=call, by=carla, at=NOW)


def _decide_all(world: Any, call: ForumCall) -> None:
    """Decide on what waits in a call that is still open, once its days are over."""
    carla, later = world.people["carla"], call.closes_at
    for waiting in call.candidacies.standing():
        candidacies.decide(candidacy=waiting, outcome="not_selected", reason="Faltó", by=carla, at=later)
    calls.publish_result(call=call, by=carla, at=later)
