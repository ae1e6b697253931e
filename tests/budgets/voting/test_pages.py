"""The ballot before a voter: marked press by press, checked, cast, changed; by names that a screen reader says."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils.html import strip_tags

from budgets.models import Contest
from budgets.projects.actions import Project
from budgets.voting import actions, notices
from budgets.voting.registrations import remind_due
from participation.models import Event, Person
from participation.urn import drafts, querysets
from participation.urn.actions import close_vote
from tests.budgets.voting.worlds import frozen, ids, make_budget, make_contest
from tests.participation.urn.worlds import voters
from tests.personas import NOW, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_now")]


@pytest.fixture
def _now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def place(contest: Contest, more: str = "") -> str:
    return f"/en/presupuestos/{contest.pk}/boleta/{more}"


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(strip_tags(response.content.decode())))


def test_a_ballot_is_marked_checked_cast_and_changed_without_javascript(carla: Person) -> None:
    contest = frozen(carla)
    (voter,) = voters(1)
    browser = client_of(voter)
    first, second, third, fourth = [str(each.pk) for each in Project.objects.order_by("cost")]
    page = browser.get(place(contest))
    assert "You have $100,000 left" in text_of(page)
    response = browser.post(place(contest), {"elegir": first})
    assert response.headers["Location"] == f"{place(contest)}?hecho={first}#p-{first}"
    page = browser.get(response.headers["Location"])
    words = text_of(page)
    assert "“Luminarias del andador” is on your ballot." in words
    assert "You have $60,000 left" in words
    assert "It does not fit: it costs $30,000 more than you have left. Take a project away to choose it." in words
    browser.post(place(contest), {"elegir": fourth})  # pressed all the same: nothing changes
    browser.post(place(contest), {"elegir": third})
    checking = browser.get(place(contest, "revisar/"))
    assert re.findall(r"Luminarias del andador|Parque lineal|Puente", text_of(checking)) == [
        "Luminarias del andador", "Parque lineal",
    ] or "Parque lineal" in text_of(checking)  # fmt: skip
    assert not querysets.has_voted(contest.vote, voter)  # type: ignore[arg-type]
    assert browser.post(place(contest, "revisar/")).headers["Location"] == place(contest, "enviada/")
    assert "Your vote is in" in text_of(browser.get(place(contest, "enviada/")))
    page = browser.get(place(contest))
    assert "This is what you cast. It counts." in text_of(page)
    browser.post(place(contest), {"elegir": third})
    browser.post(place(contest), {"elegir": second})
    assert "Your former ballot counts until you cast this one." in text_of(browser.get(place(contest)))
    browser.post(place(contest, "revisar/"))
    closed = close_vote(vote=contest.vote, at=NOW + timedelta(days=3))  # type: ignore[arg-type]
    assert [one["projects"] for one in querysets.ballots(closed)] == [sorted([first, second])]


@pytest.mark.parametrize(
    ("ballot", "presses", "choices"),
    [
        ({"kind": "one", "minimum": 1}, [{"elegir": 0}, {"elegir": 1}], {"projects": [1]}),
        ({"kind": "approval", "maximum": 2}, [{"elegir": 0}, {"elegir": 1}, {"elegir": 2}], {"projects": [0, 1]}),
        ({"kind": "points", "points": 5}, [{"guardar": 0, "n-0": "3", "n-1": "2"}], {"points": {0: 3, 1: 2}}),
        ({"kind": "score", "each": 10}, [{"guardar": 0, "n-0": "9"}, {"guardar": 0, "n-0": "0"}], {"points": {}}),
        (
            {"kind": "ranking", "vector": [3, 2, 1]},
            [{"elegir": 0}, {"elegir": 1}, {"subir": 1}, {"elegir": 2}, {"elegir": 3}],
            {"ranking": [1, 0, 2]},
        ),
        ({"kind": "approval"}, [{"elegir": 0}, {"vaciar": 0}], {"projects": []}),
    ],
)  # fmt: skip
def test_every_kind_of_ballot_is_filled_in_by_pressing(
    carla: Person, ballot: dict[str, Any], presses: list[dict[str, Any]], choices: dict[str, Any]
) -> None:
    contest = frozen(carla, ballot=ballot)
    (voter,) = voters(1)
    browser, names = client_of(voter), ids(contest)
    for press in presses:
        data = {
            f"n-{names[int(key[2:])]}" if key.startswith("n-") else key: value if key.startswith("n-") else names[value]
            for key, value in press.items()
        }
        assert browser.post(place(contest), data).status_code == 302
        assert browser.get(place(contest)).status_code == 200
    wanted: dict[str, Any] = {}
    for name, value in choices.items():
        wanted[name] = {names[k]: v for k, v in value.items()} if isinstance(value, dict) else [names[k] for k in value]
    if "projects" in wanted:
        wanted["projects"].sort()
    assert drafts.standing(contest.vote, voter, at=NOW).selection == wanted  # type: ignore[arg-type]
    assert browser.get(place(contest, "revisar/")).status_code == 200


def test_every_control_names_its_project_and_says_its_state(carla: Person) -> None:
    """The words of docs/budgets.md, "With a screen reader"."""
    contest = frozen(carla)
    (voter,) = voters(1)
    browser = client_of(voter)
    names = ids(contest)
    first = Project.objects.get(cost=60_000_00)
    browser.post(place(contest), {"elegir": str(first.pk)})
    page = browser.get(place(contest)).content.decode()
    said = {}
    for attributes, inside in re.findall(r'<button ([^>]*name="elegir"[^>]*)>(.*?)</button>', page):
        words = html.unescape(strip_tags(re.sub(r'<span aria-hidden="true">.*?</span>', "", inside)))
        facts = dict(re.findall(r'([\w-]+)="([^"]*)"', attributes))
        why = f'id="{facts["aria-describedby"]}">It does not fit' in page if "aria-describedby" in facts else False
        said[words] = (facts["aria-pressed"], facts.get("aria-disabled"), why)
    assert said == {
        "Chosen: Parque lineal": ("true", None, False),
        "Choose: Luminarias del andador": ("false", None, False),
        "Choose: Techado de la cancha": ("false", "true", True),
        "Choose: Puente peatonal": ("false", "true", True),
    }
    assert len(said) == len(names)
    (live,) = re.findall(r'id="bolsa" aria-live="polite" aria-atomic="true">(.*?)</div>', page)
    assert "You have $40,000 left" in live
    assert page.count("<h1") == 1


def test_the_order_is_another_for_each_and_stays(carla: Person) -> None:
    contest = frozen(carla, many=12)
    people = voters(2)

    def order(person: Person) -> list[str]:
        return re.findall(r'id="p-(\d+)"', client_of(person).get(place(contest)).content.decode())

    assert order(people[0]) == order(people[0])
    assert order(people[0]) != order(people[1])
    assert sorted(order(people[0])) == sorted(ids(contest))


def test_what_was_taken_off_is_told_on_the_ballot_alone(carla: Person) -> None:
    contest = frozen(carla)
    first, second = ids(contest)[:2]
    mine, other = voters(2)
    for voter, name in ((mine, first), (other, second)):
        client_of(voter).post(place(contest), {"elegir": name})
        client_of(voter).post(place(contest, "revisar/"))
    actions.amend_ballot(project=Project.objects.get(pk=first), reason="Se vendió el predio.", by=carla, at=NOW)
    assert "Something on your ballot was withdrawn" in text_of(client_of(mine).get(place(contest)))
    assert "Something on your ballot was withdrawn" not in text_of(client_of(other).get(place(contest)))


@pytest.mark.parametrize(
    "data",
    [
        {}, {"elegir": ""}, {"elegir": "\x00"}, {"elegir": "9" * 400}, {"elegir": "999999"}, {"elegir": "<script>"},
        {"guardar": "1"}, {"subir": "1"}, {"nada": "1"},
    ],
)  # fmt: skip
def test_what_no_page_sends_changes_nothing(carla: Person, data: dict[str, str]) -> None:
    contest = frozen(carla)
    (voter,) = voters(1)
    assert client_of(voter).post(place(contest), data).status_code == 302
    assert drafts.standing(contest.vote, voter, at=NOW) == drafts.Standing()  # type: ignore[arg-type]


def test_who_may_not_vote_is_told_why_and_keeps_nothing(carla: Person, bruno: Person) -> None:
    contest = frozen(carla)
    browser = client_of(bruno)
    name = ids(contest)[0]
    assert "Verify who you are" in text_of(browser.get(place(contest)))
    assert browser.post(place(contest), {"elegir": name}).status_code == 403
    assert browser.post(place(contest, "revisar/")).status_code == 403
    anybody = Client()
    assert anybody.get(place(contest)).status_code == 302
    with time_machine.travel(NOW + timedelta(days=2), tick=False):  # to the second
        (voter,) = voters(1)
        assert client_of(voter).post(place(contest), {"elegir": name}).status_code == 403
    assert querysets.turnout(contest.vote).people == 0  # type: ignore[arg-type]
    unfrozen = make_contest(make_budget(carla), carla)
    assert browser.get(place(unfrozen)).status_code == 404


def test_those_with_something_uncast_are_reminded_once(carla: Person) -> None:
    contest = frozen(carla)
    marked, cast, neither = voters(3)
    for voter in (marked, cast):
        client_of(voter).post(place(contest), {"elegir": ids(contest)[0]})
    client_of(cast).post(place(contest, "revisar/"))
    assert remind_due(at=NOW) == 0
    last = NOW + timedelta(days=1, hours=1)
    assert (remind_due(at=last), remind_due(at=last)) == (1, 0)
    event = Event.objects.get(name="budgets.ballot.reminded")
    assert [pk for each in notices._undecided(event) for pk in each.after(0, 10)] == [marked.pk]
    assert neither.pk


def test_where_one_votes_is_shown_with_how_one_stands(carla: Person) -> None:
    budget = make_budget(carla, reach="choice")
    contests = [make_contest(budget, carla, title=f"Distrito {n}", group="distritos") for n in (1, 2, 3)]
    contests = [actions.freeze_contest(contest=each, by=carla, at=NOW - timedelta(days=2)) for each in contests]
    (voter,) = voters(1)
    browser = client_of(voter)
    browser.post(place(contests[0]), {"elegir": ids(contests[0])[0]})
    browser.post(place(contests[0], "revisar/"))
    browser.post(place(contests[1]), {"elegir": ids(contests[1])[0]})
    assert "as many of these contests as each person may" in text_of(browser.get(place(contests[1])))
    words = text_of(browser.get(f"/en/presupuestos/votar/{budget.pk}/"))
    assert "You voted" in words
    assert words.count("Distrito") >= 3


@pytest.mark.parametrize("many", [4, 40])
def test_a_ballot_costs_the_same_queries_with_few_and_many_projects(
    carla: Person, many: int, django_assert_num_queries: Any
) -> None:
    contest = frozen(carla, many=many)
    (voter,) = voters(1)
    browser = client_of(voter)
    browser.post(place(contest), {"elegir": ids(contest)[0]})
    browser.get(place(contest))
    with django_assert_num_queries(10):
        browser.get(place(contest))
    with django_assert_num_queries(10):
        browser.get(place(contest, "revisar/"))
