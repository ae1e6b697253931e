"""What became of what people said: for one of them, and for all below a process."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from participation.comments.actions import comment_on
from participation.influence.drawing import draw
from participation.influence.flow import Stream, streams_below
from participation.influence.mine import sum_of
from participation.models import Person, Subject
from participation.moderation.actions.decisions import decide
from participation.origins.actions import add_link
from participation.responses.actions import draft_response, owe_response, publish_response, start_evaluation
from proposals.actions import support_proposal
from proposals.models import Proposal
from tests.factories import make_call, make_proposal
from tests.personas import NOW, client_of, official

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def carla() -> Person:
    return official("Carla", "steward")


def answer(proposal: Proposal, verdict: str, by: Person, reasons: str = "Porque así lo dice el plan de obras.") -> None:
    if not hasattr(proposal.subject, "response"):
        owe_response(subject=proposal.subject, at=NOW)
    start_evaluation(subject=proposal.subject, by=by, at=NOW)
    draft_response(subject=proposal.subject, verdict=verdict, reasons=reasons, by=by, at=NOW)
    publish_response(subject=proposal.subject, by=by, at=NOW)


def link(source: Subject, outcome: Subject, kind: str, by: Person) -> None:
    add_link(source=source, outcome=outcome, kind=kind, explanation="", by=by, at=NOW)


def test_a_person_sees_what_became_of_what_they_wrote_supported_and_commented(
    carla: Person, ana: Person, bruno: Person
) -> None:
    call = make_call()
    own, other, quiet = (make_proposal(call, author=who) for who in (ana, bruno, bruno))
    end = make_proposal(call, author=bruno, title="El parque de todos")
    support_proposal(proposal=other, by=ana, at=NOW)
    comment_on(subject=other.subject, text="Me gusta mucho la idea", by=ana, at=NOW)
    comment_on(subject=quiet.subject, text="Aquí no pasa nada", by=ana, at=NOW)
    answer(own, "partly", carla)
    link(other.subject, own.subject, "merged", carla)
    link(own.subject, end.subject, "inspired", carla)
    page = client_of(ana).get("/cuenta/que-paso/").content.decode()
    assert (sum_of(ana).things, sum_of(ana).answered, sum_of(ana).led) == (3, 1, 2)
    assert "Participaste en 3 cosas" in page
    assert page.count('class="az-panel"') == 2
    assert "What I support" not in page
    assert "aceptada en parte" in page
    assert page.count("El parque de todos") == 2  # one step from her own, two from the one that she supported
    assert "Aquí no pasa nada" not in page
    assert "Todavía no se mueve nada" in client_of(carla).get("/cuenta/que-paso/").content.decode()
    assert Client().get("/cuenta/que-paso/").status_code == 302


def test_what_moderation_hid_is_not_told(carla: Person, ana: Person, bruno: Person) -> None:
    call = make_call()
    own, end = make_proposal(call, author=ana), make_proposal(call, author=bruno, title="El parque de todos")
    link(own.subject, end.subject, "inspired", carla)
    decide(
        subject=end.subject, outcome="hide", reason="Datos de otra persona", by=official("Dario", "moderator"), at=NOW
    )
    assert "El parque de todos" not in client_of(ana).get("/cuenta/que-paso/").content.decode()
    page = Client().get(f"/temas/{call.process.subject_id}/recorrido/").content.decode()
    assert "El parque de todos" not in page


def test_everything_below_a_process_is_counted_by_fate_and_end(carla: Person, ana: Person) -> None:
    call = make_call()
    yes, no, joined, waits, late, end = (make_proposal(call, author=ana) for _n in range(6))
    answer(yes, "accepted", carla)
    answer(no, "rejected", carla, reasons="<b>La calle</b> es de otro municipio <script>alert(1)</script>")
    link(yes.subject, end.subject, "accepted", carla)
    link(joined.subject, yes.subject, "merged", carla)
    owe_response(subject=waits.subject, at=NOW, due_on=(NOW + DAY).date())
    owe_response(subject=late.subject, at=NOW, due_on=(NOW - DAY).date())
    found = {(one.kind, one.fate, one.end): one.number for one in streams_below(call.process.subject, NOW)}
    assert found == {
        ("proposal", "accepted", "proposal"): 1,
        ("proposal", "joined", "proposal"): 1,
        ("proposal", "rejected", ""): 1,
        ("proposal", "waiting", ""): 1,
        ("proposal", "late", ""): 1,
    }
    page = Client().get(f"/temas/{call.process.subject_id}/recorrido/").content.decode()
    assert "5 aportaciones" in page
    assert "es de otro municipio" in page
    assert "<script>alert" not in page
    assert "Todavía en ningún lado" in page
    english = Client().get(f"/en/temas/{call.process.subject_id}/recorrido/").content.decode()
    assert "Its answer is late" in english


def test_a_process_in_which_nothing_was_handed_in_says_so() -> None:
    page = Client().get(f"/temas/{make_call().process.subject_id}/recorrido/")
    assert "Aquí todavía no se ha entregado nada" in page.content.decode()
    assert Client().get("/temas/987654/recorrido/").status_code == 404


def test_bands_are_as_thick_as_what_flows_in_them() -> None:
    drawing = draw([
        Stream("proposal", "accepted", "action", 30), Stream("proposal", "rejected", "", 60),
        Stream("question", "accepted", "action", 10),
    ])  # fmt: skip
    assert [(block.words and block.css, round(block.height)) for block in drawing.blocks] == [
        ("kind", 270), ("kind", 30), ("fate-accepted", 120), ("fate-rejected", 180), ("end", 120),
    ]  # fmt: skip
    assert [band.css for band in drawing.bands] == [
        "fate-accepted", "fate-rejected", "fate-accepted", "fate-accepted", "fate-accepted",
    ]  # fmt: skip


@pytest.mark.parametrize("many", [1, 21])
def test_both_pages_cost_the_same_with_one_and_with_many(
    carla: Person, ana: Person, many: int, django_assert_num_queries: Any
) -> None:
    call = make_call()
    for _n in range(many):
        own, end = make_proposal(call, author=ana), make_proposal(call, author=ana)
        answer(own, "later", carla)
        link(own.subject, end.subject, "inspired", carla)
    client, path = client_of(ana), f"/temas/{call.process.subject_id}/recorrido/"
    for address in ("/cuenta/que-paso/", path):
        client.get(address)
    with django_assert_num_queries(6):
        client.get("/cuenta/que-paso/")
    with django_assert_num_queries(4):
        client.get(path)
