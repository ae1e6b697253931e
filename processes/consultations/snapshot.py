"""The figures of a consultation that closed, as they are kept and published: plain JSON, small groups withheld."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from participation.opendata.cells import SMALLEST_CELL
from participation.urn.querysets import ballots, turnout
from processes.consultations.outcome import decide
from processes.consultations.results import Tallied, group_sizes, tally_of
from processes.consultations.tally import Count, count
from processes.models import Component, Question

if TYPE_CHECKING:
    from participation.models import Vote


def snapshot(component: Component, vote: "Vote | None") -> dict[str, Any]:
    """Return what is published at the close. Of a vote every count is told, since nobody is joined to a ballot."""
    questions = list(component.questions.order_by("position", "pk"))
    for question in questions:
        question.component = component
    return _of_vote(component, questions, vote) if vote is not None else _of_survey(component, questions)


def kept_tally(questions: list[Question], results: Mapping[str, Any]) -> Tallied:
    """Return the counts of a vote as they were published, for pages: nothing is counted again."""
    counts = {}
    for question in questions:
        one, kept = Count(question.ask), results["questions"].get(question.key)
        if question.kind == "section" or kept is None:
            continue
        one.answered = kept["answered"]
        one.counts = {key: kept.get("counts", {}).get(str(key), 0) for key in one.counts}
        one.first = kept.get("first", {})
        one.kept_mean = kept.get("mean")
        counts[question.key] = one
    return Tallied(results["total"], counts)


def tally_vote(questions: list[Question], vote: "Vote") -> Tallied:
    """Count the ballots of a closed vote."""

    def rows() -> Iterator[tuple[Mapping[str, Any], Sequence[Any]]]:
        for choices in ballots(vote):
            yield choices, ()

    total, counts = count([question.ask for question in questions], rows())
    return Tallied(total, counts)


def _of_vote(component: Component, questions: list[Question], vote: "Vote") -> dict[str, Any]:
    tallied, config, took_part = tally_vote(questions, vote), component.config, turnout(vote)
    first = next((one for one in questions if one.kind == "single"), None)
    outcome = None
    if first is not None:
        outcome = decide(
            tallied.counts[first.key].counts,
            took_part.people,
            entitled=config.entitled,
            quorum=config.quorum,
            threshold=config.threshold,
            binding=config.binding,
        ).plain()
        outcome["question"] = first.key
    return {
        "total": tallied.total,
        "turnout": {
            "people": took_part.people,
            "channels": took_part.channels,
            "territories": {str(pk): n for pk, n in took_part.territories.items()},
        },
        "questions": {one.key: _plain(tallied.counts[one.key]) for one in questions if one.kind != "section"},
        "outcome": outcome,
        "definition": vote.definition_hash,
    }


def _of_survey(component: Component, questions: list[Question]) -> dict[str, Any]:
    tallied = tally_of(component, questions)
    few = tallied.total < SMALLEST_CELL
    told = {
        one.key: _plain(tallied.counts[one.key])
        for one in questions
        if one.kind != "section" and tallied.counts[one.key].answered >= SMALLEST_CELL and not few
    }
    return {
        "total": tallied.total,
        "turnout": {"channels": {} if few else {key: n for key, _name, n in group_sizes(tallied, "channel")}},
        "questions": told,
    }


def _plain(one: Count) -> dict[str, Any]:
    """Return a count as JSON; cells of a table as "row/option"."""
    counts = {"/".join(key) if isinstance(key, tuple) else str(key): n for key, n in one.counts.items()}
    told: dict[str, Any] = {"answered": one.answered}
    if counts:
        told["counts"] = counts
    if one.first:
        told["first"] = one.first
    if one.mean is not None:
        told["mean"] = round(one.mean, 2)
    return told
