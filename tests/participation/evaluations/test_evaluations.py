"""Evaluations: who answers, what is counted and told, and that it is asked and counted once."""

import threading
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.db import close_old_connections
from django.test import Client

from participation.access.verdict import ActDenied
from participation.comments.actions import comment_on
from participation.evaluations.actions import OPEN_FOR, answer_evaluation, count_due, count_evaluation, open_evaluation
from participation.evaluations.models import Evaluation, EvaluationAnswer
from participation.events.relay import relay
from participation.models import Event, Notice, Person
from participation.opendata.cells import tellable
from processes.actions import close_process, reopen_process
from processes.models import Process
from tests.factories import make_call, make_proposal
from tests.personas import NOW, client_of, make_person

DAY = timedelta(days=1)
GOOD = {"clear": "yes", "heard": "partly", "again": "yes"}
OVER = NOW + OPEN_FOR + DAY


@pytest.fixture
def process(ana: Person, carla: Person) -> Process:
    """A process in which Ana proposed something, closed now."""
    call = make_call()
    make_proposal(call, author=ana)
    return close_process(process=call.process, by=carla, at=NOW, reason="Terminó el plazo")


@pytest.fixture
def evaluation(process: Process) -> Evaluation:
    """Its evaluation."""
    return Evaluation.objects.get(about=process.subject)


def answers(evaluation: Evaluation, *clear: str) -> None:
    """Write answers of as many people, without asking whether they took part."""
    for n, choice in enumerate(clear):
        person = make_person(f"Vecina{n}")
        row = EvaluationAnswer(evaluation=evaluation, person=person, at=NOW, **{**GOOD, "clear": choice})
        row.save()


def test_closing_asks_those_who_took_part(evaluation: Evaluation, ana: Person, bruno: Person, carla: Person) -> None:
    """By notice, once; who did not take part hears nothing."""
    relay(NOW)
    relay(NOW)
    told = Notice.objects.filter(event__name="participation.evaluation.opened")
    assert [notice.person for notice in told] == [ana]


def test_who_took_part_answers_and_changes_it_until_it_closes(evaluation: Evaluation, ana: Person) -> None:
    """One row for each person; the same again changes nothing; afterwards it is closed."""
    answer_evaluation(evaluation=evaluation, **GOOD, by=ana, at=NOW)
    answer_evaluation(evaluation=evaluation, **{**GOOD, "heard": "no"}, by=ana, at=NOW + DAY)
    answer_evaluation(evaluation=evaluation, **{**GOOD, "heard": "no"}, by=ana, at=NOW + 2 * DAY)
    row = EvaluationAnswer.objects.get()
    assert (row.heard, row.at) == ("no", NOW + DAY)
    with pytest.raises(ActDenied) as denied:
        answer_evaluation(evaluation=evaluation, **GOOD, by=ana, at=evaluation.closes_at)
    assert denied.value.denial.code == "closed"
    assert Event.objects.filter(name="participation.evaluation.answered").count() == 2


def test_nobody_else_answers(evaluation: Evaluation, bruno: Person, carla: Person) -> None:
    """Neither a stranger to the process nor who set it up; what is no choice is said at its question."""
    for person in (bruno, carla):
        with pytest.raises(ActDenied) as denied:
            answer_evaluation(evaluation=evaluation, **GOOD, by=person, at=NOW)
        assert denied.value.denial.code == "did_not_take_part"
        with mock.patch("django.utils.timezone.now", return_value=NOW):
            assert client_of(person).post(evaluation.subject.path, GOOD).status_code == 403
    assert not EvaluationAnswer.objects.exists()


def test_a_strange_choice_is_said_at_its_question(evaluation: Evaluation, ana: Person) -> None:
    """Nothing is kept."""
    with pytest.raises(ValidationError) as error:
        answer_evaluation(evaluation=evaluation, **{**GOOD, "again": "\x00"}, by=ana, at=NOW)
    assert list(error.value.message_dict) == ["again"]
    assert not EvaluationAnswer.objects.exists()


@pytest.mark.parametrize(
    ("clear", "told"),
    [
        ({"yes": 5, "partly": 2, "no": 0}, {"yes": None, "partly": None, "no": None}),
        ({"yes": 12, "partly": 10, "no": 0}, {"yes": 12, "partly": 10, "no": 0}),
        ({"yes": 30, "partly": 11, "no": 3}, {"yes": 30, "partly": None, "no": None}),
        ({"yes": 30, "partly": 6, "no": 5}, {"yes": 30, "partly": None, "no": None}),
        ({"yes": 30, "partly": 2, "no": 0}, {"yes": None, "partly": None, "no": None}),
    ],
)
def test_small_counts_are_not_told_nor_found_by_subtraction(clear: dict[str, int], told: dict[str, Any]) -> None:
    """What is withheld holds ten people together, or is everybody."""
    assert tellable(clear) == told


def test_results_are_counted_once_when_it_is_over(evaluation: Evaluation, client: Client) -> None:
    """Not a moment before: until then nothing can be read from the page or the data."""
    answers(evaluation, *["yes"] * 12, *["no"] * 10)
    assert count_evaluation(evaluation=evaluation, at=NOW) is None
    with mock.patch("django.utils.timezone.now", return_value=NOW):
        assert "personas respondieron" not in client.get(evaluation.subject.path).content.decode()
        assert client.get("/api/v1/evaluations/").json()["results"] == []
    assert (count_due(at=OVER), count_due(at=OVER)) == (1, 0)
    with mock.patch("django.utils.timezone.now", return_value=OVER):
        row = client.get("/api/v1/evaluations/").json()["results"][0]
        page = client.get(evaluation.subject.path).content.decode()
    assert (row["answered"], row["clear_yes"], row["clear_partly"], row["clear_no"]) == (22, 12, 0, 10)
    assert (row["heard_yes"], row["heard_partly"]) == (0, 22)
    assert "22 personas respondieron" in page


def test_few_answers_are_not_told(evaluation: Evaluation) -> None:
    """Fewer than ten: not even how many they were."""
    answers(evaluation, *["yes"] * 9)
    count_due(at=OVER)
    evaluation.refresh_from_db()
    assert (evaluation.answered, evaluation.results) == (None, None)
    assert evaluation.published_at == OVER


def test_what_people_add_are_comments_like_all_others(evaluation: Evaluation, ana: Person, bruno: Person) -> None:
    """Whoever may answer may say more, and moderation sees it."""
    comment_on(subject=evaluation.subject, text="Faltó avisar antes", by=ana, at=NOW)
    with pytest.raises(ActDenied):
        comment_on(subject=evaluation.subject, text="Yo no estuve", by=bruno, at=NOW)


def test_the_form_keeps_what_was_chosen(evaluation: Evaluation, ana: Person) -> None:
    """A question left out is said; the others stay chosen. Then it is kept, and shown again."""
    browser = client_of(ana)
    with mock.patch("django.utils.timezone.now", return_value=NOW):
        short = browser.post(evaluation.subject.path, {"clear": "yes"})
        assert (short.status_code, EvaluationAnswer.objects.count()) == (422, 0)
        assert browser.post(evaluation.subject.path, GOOD).status_code == 302
        page = browser.get(evaluation.subject.path).content.decode()
    assert page.split("</form>")[-3].count(" checked") == 3 or page.count(" checked") == 4


def test_what_is_closed_again_is_not_asked_again(process: Process, evaluation: Evaluation, carla: Person) -> None:
    """The same evaluation stays."""
    reopen_process(process=process, by=carla, at=NOW, reason="Faltaba algo")
    close_process(process=process, by=carla, at=NOW, reason="Ahora sí")
    open_evaluation(about=process.subject, by=carla, at=NOW)
    assert Evaluation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_count_once(evaluation: Evaluation) -> None:
    """Without the lock of the row (select_for_update) both find it uncounted, and its results are told twice."""
    answers(evaluation, *["yes"] * 10)
    gate = threading.Barrier(2)

    def work() -> None:
        gate.wait()
        count_due(at=OVER)
        close_old_connections()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert Event.objects.filter(name="participation.evaluation.published").count() == 1
