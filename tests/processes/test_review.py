"""Contradictions and gaps are found before publishing."""

from datetime import timedelta

import pytest

from processes.models import Process
from processes.review import review
from tests.factories import make_component, make_institution, make_phase, make_process
from tests.personas import NOW

pytestmark = pytest.mark.django_db


def complete(**fields: object) -> Process:
    given = {
        "who_participates": "Todas",
        "what_is_decided": "El plan",
        "how_decided": "El cabildo",
        "promise": 3,
        "contact_email": "a@example.org",
        "description": "<p>x</p>",
        "institution": make_institution(),
        **fields,
    }
    return make_process(state="draft", **given)


def codes(process: Process) -> list[str]:
    return sorted({finding.code for finding in review(process, at=NOW)})


def test_a_complete_process_has_nothing_to_check() -> None:
    process = complete()
    call = make_component(process)
    make_phase(process, acts={call: ["propose", "support", "comment"]})
    make_phase(process, opens=timedelta(10), closes=timedelta(20))
    assert codes(process) == []


def test_what_is_missing_blocks() -> None:
    process = make_process(state="draft", summary="")
    found = {finding.code: finding.level for finding in review(process, at=NOW)}
    for code in (
        "no_summary",
        "no_who_participates",
        "no_what_is_decided",
        "no_how_decided",
        "no_institution",
        "no_phases",
    ):
        assert found[code] == "error"
    for code in ("no_contact", "no_promise", "no_description", "no_components"):
        assert found[code] == "warning"


def test_gaps_overlaps_and_the_past_are_warned_of() -> None:
    process = complete()
    call = make_component(process)
    make_phase(process, acts={call: ["propose"]}, opens=timedelta(-30), closes=timedelta(-20))
    make_phase(process, acts={call: ["propose"]}, opens=timedelta(-10), closes=timedelta(10))
    make_phase(process, acts={call: ["propose"]}, opens=timedelta(5), closes=timedelta(20))
    make_phase(process, opens=timedelta(30), closes=timedelta(40))
    assert codes(process) == ["gap", "overlap", "phase_past"]
    Process.objects.get(pk=process.pk).phases.update(opens_at=NOW - timedelta(9), closes_at=NOW - timedelta(1))
    assert "all_past" in codes(process)


def test_an_activity_that_no_phase_opens_and_support_without_proposing() -> None:
    process = complete()
    make_component(process)
    page = make_component(process, kind="pages")
    other = make_component(process)
    make_phase(process, acts={other: ["support"]})
    make_phase(process, opens=timedelta(10), closes=timedelta(20))
    assert page
    assert codes(process) == ["needs", "never_open"]


def test_no_phase_for_answers_and_another_order() -> None:
    process = complete()
    call = make_component(process)
    make_phase(process, acts={call: ["propose"]}, opens=timedelta(10), closes=timedelta(20))
    make_phase(process, opens=timedelta(-10), closes=timedelta(10))
    assert codes(process) == ["no_answers", "order"]
