"""The addresses of evidence are tried now and then: few, politely, and what each answer means."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import override_settings

from participation.followup import links, tasks
from participation.followup.actions import add_evidence, withdraw_evidence
from participation.models import Action, Event, Evidence, Person
from participation.outgoing.client import Answer
from participation.outgoing.errors import BadAnswerError, RefusedError, UnreachableError
from tests.participation.followup.worlds import an_action
from tests.personas import NOW

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SHA_OF_HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"


@pytest.fixture
def action(carla: Person) -> Action:
    return an_action(carla)


class Outside:
    """The machines outside: what each address answers, which were asked, and how long was waited."""

    def __init__(self, says: dict[str, Any] | None = None) -> None:
        self.says, self.asked, self.waited, self.time = says or {}, list[str](), list[float](), 0.0

    def ask(self, method: str, url: str, **bounds: Any) -> Answer:
        assert method == "GET"
        assert bounds == {"seconds": 15.0, "size": 8 * 1024 * 1024, "redirects": 5}
        self.asked.append(url)
        said = self.says.get(url, 200)
        if isinstance(said, Exception):
            raise said
        return Answer(said, {}, b"hello" if said == 200 else b"", url)

    def wait(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.time += seconds

    def check(self, at: datetime) -> int:
        return links.check_links(days=7, now=lambda: at, ask=self.ask, wait=self.wait, clock=lambda: self.time)


def link(action: Action, carla: Person, url: str) -> Evidence:
    return add_evidence(action=action, kind="link", title="Acta", url=url, by=carla, at=NOW)


@pytest.mark.parametrize(
    ("answer", "works"),
    [
        (200, True), (204, True), (404, False), (410, False), (403, None), (429, None), (500, None),
        (RefusedError("address"), False), (UnreachableError("timeout"), None), (BadAnswerError("broken"), None),
        (BadAnswerError("too_large"), True),
    ],
)  # fmt: skip
def test_what_an_answer_means(answer: Any, works: bool | None) -> None:
    found = links.try_link("https://a.mx/1", ask=Outside({"https://a.mx/1": answer}).ask)
    assert (found.works, found.sha256) == (works, SHA_OF_HELLO if answer == 200 else found.sha256)


def test_the_way_out_refuses_our_own_network() -> None:
    assert links.try_link("http://127.0.0.1:8000/").works is False
    assert links.try_link("https://10.0.0.1/acta.pdf").works is False


def test_each_is_tried_once_a_week_and_its_digest_is_kept(action: Action, carla: Person) -> None:
    proof, outside = link(action, carla, "https://a.mx/1"), Outside()
    assert [outside.check(NOW), outside.check(NOW + 6 * DAY), outside.check(NOW + 7 * DAY)] == [1, 0, 1]
    proof.refresh_from_db()
    assert (proof.sha256, proof.checked_at, proof.broken_since) == (SHA_OF_HELLO, NOW + 7 * DAY, None)
    withdraw_evidence(evidence=proof, reason="Era otra", by=carla, at=NOW)
    assert outside.check(NOW + 30 * DAY) == 0


def test_one_that_only_does_not_answer_is_asked_a_day_later_before_it_is_called_broken(
    action: Action, carla: Person
) -> None:
    proof = link(action, carla, "https://a.mx/1")
    outside = Outside({"https://a.mx/1": UnreachableError("timeout")})
    assert outside.check(NOW) == 1
    assert Evidence.objects.get().broken_since is None
    assert outside.check(NOW + timedelta(hours=3)) == 0
    assert outside.check(NOW + DAY) == 1
    proof.refresh_from_db()
    assert (proof.broken_since, Action.objects.get(pk=action.pk).evidence_count) == (NOW, 0)
    outside.says = {}
    assert outside.check(NOW + 8 * DAY) == 1
    proof.refresh_from_db()
    assert (proof.broken_since, proof.failing_since) == (None, None)
    assert Action.objects.get(pk=action.pk).evidence_count == 1
    assert Event.objects.filter(name="participation.action.link_checked").count() == 2


def test_hosts_take_turns_and_none_is_asked_twice_within_two_seconds(action: Action, carla: Person) -> None:
    for url in ("https://a.mx/1", "https://a.mx/2", "https://b.mx/1", *(f"https://c.mx/{n}" for n in range(22))):
        link(action, carla, url)
    outside = Outside()
    assert outside.check(NOW) == 23
    assert outside.asked[:5] == [
        "https://a.mx/1",
        "https://b.mx/1",
        "https://c.mx/0",
        "https://a.mx/2",
        "https://c.mx/1",
    ]
    assert outside.waited == [2.0] * 19  # the others of c.mx; a.mx had waited with the first of them
    assert Evidence.objects.filter(checked_at=NOW).count() == 25


def test_a_setting_turns_it_off(action: Action, carla: Person) -> None:
    link(action, carla, "https://a.mx/1")
    with override_settings(AZOTEA_LINK_CHECK_DAYS=0):
        assert tasks.check_links() == 0
    assert Evidence.objects.get().checked_at is None
