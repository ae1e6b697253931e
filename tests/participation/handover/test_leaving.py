"""Leaving an office is one act: access ends, what is owed goes to a named person, who is told; and the package."""

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from participation.access.actions import grant_role
from participation.access.verdict import ActDenied
from participation.events.relay import relay
from participation.exports.archive import Archive
from participation.handover.actions import Left, leave_office
from participation.handover.package import HANDOVER
from participation.models import Event, Institution, Notice, Person, Response, Role
from participation.responses.actions import assign_response, owe_response
from tests.factories import make_call, make_institution, make_phase, make_proposal
from tests.personas import NOW, client_of

WHY = "Terminó su encargo"


@pytest.fixture
def works() -> Institution:
    """An office."""
    return make_institution("Obras públicas")


@pytest.fixture
def pending(elena: Person, carla: Person, works: Institution) -> list[Response]:
    """Two answers that Elena prepares: one for her office, one for another."""
    made = []
    call = make_call()
    for office in (works, make_institution("Parques")):
        grant_role(person=elena, kind="evaluator", scope=office.subject, by=carla, at=NOW)
        subject = make_proposal(call).subject
        owe_response(subject=subject, institution=office, at=NOW)
        elena.__dict__.pop("_roles", None)
        made.append(assign_response(subject=subject, person=elena, by=carla, at=NOW))
    return made


def test_access_ends_and_what_is_owed_goes_to_who_takes_over(
    elena: Person, dario: Person, carla: Person, pending: list[Response]
) -> None:
    """With the same roles; who takes over is told, once."""
    done = leave_office(person=elena, successor=dario, reason=WHY, by=carla, at=NOW)
    assert (done.given, done.left) == (2, 0)
    assert not Role.objects.filter(person=elena, ended_at__isnull=True).exists()
    assert set(Response.objects.values_list("assigned_to", flat=True)) == {dario.pk}
    elena.refresh_from_db()
    assert elena.is_staff is False
    event = Event.objects.get(name="handover.office.left")
    assert (event.actor, event.payload["reason"], event.payload["given"]) == (carla, WHY, 2)
    relay(NOW)
    relay(NOW)
    assert [notice.person for notice in Notice.objects.filter(event=event)] == [dario]


def test_without_the_roles_an_answer_goes_back_to_its_office(
    elena: Person, dario: Person, carla: Person, pending: list[Response], works: Institution
) -> None:
    """To nobody in particular, where who takes over does not work."""
    grant_role(person=dario, kind="evaluator", scope=works.subject, by=carla, at=NOW)
    dario.__dict__.pop("_roles", None)
    done = leave_office(person=elena, successor=dario, reason=WHY, by=carla, at=NOW, with_roles=False)
    assert (done.given, done.left) == (1, 1)
    rows = Response.objects.order_by("pk").values_list("institution__name", "assigned_to")
    assert list(rows) == [("Obras públicas", dario.pk), ("Parques", None)]


def test_nothing_happens_where_it_is_refused(
    ana: Person, elena: Person, dario: Person, carla: Person, pending: list[Response]
) -> None:
    """Nobody else hands an office over, not to oneself, not without a reason; the last steward stays."""
    before = Role.objects.filter(ended_at__isnull=True).count()
    refused: list[tuple[dict[str, Any], type[Exception]]] = [
        ({"by": ana}, ActDenied),
        ({"by": dario}, ActDenied),
        ({"successor": elena}, ActDenied),
        ({"reason": " \x00"}, ValidationError),
        ({"person": carla, "with_roles": False}, ActDenied),
    ]
    for given, error in refused:
        with pytest.raises(error):
            leave_office(**{"person": elena, "successor": dario, "reason": WHY, "by": carla, "at": NOW, **given})
    assert Role.objects.filter(ended_at__isnull=True).count() == before
    assert set(Response.objects.values_list("assigned_to", flat=True)) == {elena.pk}
    address = f"/mesa/entrega/{elena.pk}/"
    sent = {"successor": dario.pk, "reason": WHY}
    assert (client_of(ana).post(address, sent).status_code, client_of(dario).post(address, sent).status_code) == (
        403,
        403,
    )


def test_a_steward_hands_their_own_office_over(dario: Person, carla: Person) -> None:
    """Once another one has it: the successor gets the role first."""
    done = leave_office(person=carla, successor=dario, reason=WHY, by=carla, at=NOW)
    assert done == Left(roles=1, given=0, left=0)
    assert list(Role.objects.filter(ended_at__isnull=True, kind="steward").values_list("person", flat=True)) == [
        dario.pk
    ]


def test_the_desk_shows_what_will_happen_and_does_it(
    elena: Person, dario: Person, carla: Person, pending: list[Response]
) -> None:
    """What was typed stays where something lacks."""
    browser, address = client_of(carla), f"/mesa/entrega/{elena.pk}/"
    assert address in browser.get("/mesa/entrega/").content.decode()
    page = browser.get(address).content.decode()
    assert page.count('<li><a href="/mesa/turnos/') == 2
    short = browser.post(address, {"successor": dario.pk, "with_roles": "on", "reason": ""})
    assert (short.status_code, f'value="{dario.pk}" selected' in short.content.decode()) == (422, True)
    assert browser.post(address, {"successor": dario.pk, "with_roles": "on", "reason": WHY}).status_code == 302
    assert browser.get(address).status_code == 404


def test_the_package_holds_what_goes_on(carla: Person, elena: Person, ana: Person, pending: list[Response]) -> None:
    """Each table as CSV and JSON; only whoever runs the whole platform may have it."""
    make_phase(pending[0].subject.proposal.component.process, opens=timedelta(days=1), closes=timedelta(days=9))
    file = io.BytesIO()
    archive = Archive(file)
    HANDOVER.write(archive, carla, {}, NOW)
    archive.close()
    with zipfile.ZipFile(file) as made:
        names = {name.split(".")[0] for name in made.namelist()}
        owed = made.read("answers_owed.csv").decode("utf-8-sig").splitlines()
        roles = made.read("roles.csv").decode()
    expected = {
        "answers_owed",
        "processes",
        "phases",
        "actions",
        "roles",
        "keys",
        "programs",
        "announcements",
        "electoral_periods",
    }
    assert names == {*expected, "leeme"}
    assert len(owed) == 3
    assert ("Obras públicas" in "".join(owed), "Elena" in roles) == (True, True)
    assert [bool(HANDOVER.may(person, {}, NOW)) for person in (carla, elena, ana, None)] == [True, False, False, False]
