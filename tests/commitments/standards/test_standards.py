"""The standards of a plan: computed from what is published, each with its reason and proof."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from commitments.models import Plan
from commitments.reviews.actions import Verdict, publish_assessment
from commitments.standards.facts import Facts, facts_of
from commitments.standards.influence import influence_of
from commitments.standards.ogp import ogp_checks
from participation.models import Person
from tests.commitments.reviews.help import make_commitment, make_plan, write
from tests.factories import make_institution, make_phase
from tests.personas import NOW
from tests.processes.forums.help import give_rules, make_council, make_session

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


def facts(**told: Any) -> Facts:
    """Return facts of a plan that keeps everything, but for what is told."""
    kept: dict[str, Any] = {
        "today": TODAY, "plan_path": "/p/", "process_path": "/q/", "contact": True, "changed_on": TODAY,
        "forum_path": "/f/", "installed_on": date(2025, 1, 1), "longest_gap": 60, "last_session_on": date(2026, 11, 1),
        "last_session_path": "/s/", "sessions": 4, "both_sectors": 4, "rules": 1, "result_sessions": 2, "actions": 8,
        "told_lately": 5, "evidence_lately": 3, "process_published_on": date(2026, 1, 1),
        "develops_on": date(2026, 1, 15), "input_days": 30, "outreach": 2, "contributions": 90, "channels": 2,
        "without_internet": 20, "owed": 90, "answered": 90, "mixed_tables": 1, "decided_votes": 0, "datasets": 60,
        "last_event_on": TODAY, "mechanisms": 3, "institution_contact": True, "institution_path": "/i/",
        "sent_lately": 90, "evaluations": 1, "reuses": 1, "last_answer_on": TODAY,
    }  # fmt: skip
    return Facts(**{**kept, **told})


@pytest.mark.parametrize(
    ("told", "fails"),
    [
        ({}, set()),
        ({"longest_gap": 184}, {"1.1"}),  # a gap of more than six months
        ({"longest_gap": 183}, set()),
        ({"both_sectors": 3}, {"1.1"}),
        ({"forum_path": "", "rules": 0, "result_sessions": 0}, {"1.1", "1.1b", "5.1"}),
        ({"contact": False}, {"2.1"}),
        ({"evidence_lately": 0}, {"2.2"}),
        ({"process_published_on": date(2026, 1, 2)}, {"3.1"}),  # thirteen days' notice
        ({"outreach": 0}, {"3.2"}),
        ({"without_internet": 0}, {"3.3"}),
        ({"input_days": 13}, {"3.3"}),
        ({"answered": 89}, {"4.1"}),
        ({"result_sessions": 1}, {"5.1"}),
    ],
)
def test_each_requirement_fails_by_itself(told: dict[str, Any], fails: set[str]) -> None:
    """Nine requirements of the standard, and the days on which they turn."""
    checks = ogp_checks(Plan(kind="municipal"), facts(**told))
    assert {one.code for one in checks if one.result == "fail"} == fails
    by_code = {one.code: one for one in checks}
    assert len(by_code) == 9
    assert by_code["1.1"].deadline == (date(2026, 11, 1) + timedelta(days=183) if by_code["1.1"].proofs else None)
    assert all(one.words for one in checks)


@pytest.mark.parametrize(
    ("told", "level"),
    [
        ({"contributions": 0, "answered": 0}, "inform"),
        ({"answered": 85}, "consult"),  # 94 per cent
        ({"mixed_tables": 0}, "involve"),
        ({}, "collaborate"),
        ({"decided_votes": 1}, "empower"),
        ({"decided_votes": 1, "mixed_tables": 0}, "involve"),  # no level is skipped
    ],
)
def test_influence_is_computed_with_its_reasons(told: dict[str, Any], level: str) -> None:
    """The highest level all of whose conditions hold; what lacks for the next is said."""
    found = influence_of(facts(**told))
    assert found.code == level
    assert bool(found.lacking) == (level != "empower")


def test_facts_come_from_what_is_published(carla: Person) -> None:
    """Sessions with minutes of the institution's own forum, the notice before the first phase, nothing of others."""
    office = make_institution("Contraloría", phone="33 0000 0000")
    plan = make_plan(institution=office, contact="plan@example.org")
    process = plan.component.process
    process.published_at = NOW - timedelta(days=30)
    process.save()
    make_phase(process, opens=timedelta(days=-10), closes=timedelta(days=20))
    make_commitment(plan)
    forum = make_council(carla, institution=office, installed_on=(NOW - timedelta(days=100)).date())
    give_rules(forum, carla)
    make_session(forum, carla, 20)
    make_session(forum, carla, 5, attendance=None)  # without minutes
    other = make_council(carla, title="De otra institución", component=forum.component)
    make_session(other, carla, 1)
    found = facts_of(plan, NOW)
    assert (found.sessions, found.both_sectors, found.rules, found.longest_gap) == (1, 1, 1, 80)
    assert (found.process_published_on, found.develops_on) == (date(2026, 10, 22), date(2026, 11, 11))
    assert (found.contact, found.institution_contact, found.contributions, found.owed) == (True, True, 0, 0)


@time_machine.travel(NOW, tick=False)
def test_the_page_and_its_twin_say_the_same(carla: Person, client: Client) -> None:
    """Anybody reads it; the level, each requirement with its state, CIMTRA's preconditions with their score."""
    plan = make_plan()
    told = [Verdict("legal", "yes"), Verdict("councils", "partly"), Verdict("floor", "no")]
    row = write(plan, carla, told, scheme="cimtra-start", phase="design", title="Diagnóstico 2026")
    publish_assessment(assessment=row, by=carla, at=NOW)
    path = f"{plan.component.subject.path}estandares/"
    page = client.get(path).content.decode()
    for words in ("1.1b", "Informar", "No se cumple", "Diagnóstico 2026", "1.5 de 3 puntos"):
        assert words in page, words
    assert "csrf" not in page
    given = client.get(f"/api/v1/plans/{plan.pk}/standards/").json()
    assert (len(given["ogp"]), len(given["aidh"]), given["influence"]["code"]) == (9, 25, "inform")
    assert {one["code"] for one in given["aidh"]} == {str(n) for n in range(1, 26)}
    assert client.get("/procesos/nada/nada/estandares/").status_code == 404
    Plan.objects.update(ran_elsewhere=True)
    assert "1.1b" not in client.get(path).content.decode()
    assert client.get(f"/api/v1/plans/{plan.pk}/standards/").status_code == 404
    assert client.get("/").content.decode().count('href="/datos/"') >= 1  # aspect 2 says so
