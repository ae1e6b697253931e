"""The demonstration grows from a small city into a large one, once, and says how far it is."""

import io
from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db.models import Count
from django.test import Client
from shapely.geometry import Point, shape

from config import demo
from participation.models import Comment, Event, Person, Relay, Subject
from processes.models import Component
from processes.policies import is_open
from proposals.demo import city
from proposals.demo.bulk import growth
from proposals.demo.bulk.copy import Keys
from proposals.demo.bulk.phrases import Phrases
from proposals.demo.bulk.progress import Progress
from proposals.models import Proposal, Support

LITTLE = growth.Figures(people=120, open_call=(40, 900, 200), past_call=(8, 60, 20), box=(6, 70, 12), follows=40)
AT = datetime(2026, 11, 21, 18, tzinfo=ZoneInfo("America/Mexico_City"))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.slow
def test_the_command_grows_a_small_city_once(db: None, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZOTEA_DEMO_PASSWORD", "una clave de muestra")
    monkeypatch.setattr(growth, "CITY", LITTLE)
    out = io.StringIO()
    call_command("seed", "--size", "small", "--today", "2026-11-21", stdout=out)
    assert Proposal.objects.count() == 277
    out = Terminal()
    call_command("seed", "--size", "city", "--today", "2026-11-21", stdout=out)
    assert Proposal.objects.count() == 277 + 54
    assert "The demonstration city is ready: 20 processes, 331 proposals, 169 people" in out.getvalue()
    assert "\x1b[2KWriting what they do ░" in out.getvalue()
    assert len([line for line in out.getvalue().split("\n") if "\r" in line]) == 5  # one line for each stage
    _as_the_rules_say()
    _the_pages(client)
    before = Event.objects.count()
    out = io.StringIO()
    call_command("seed", "--size", "city", "--today", "2026-11-21", stdout=out)
    assert "The demonstration city is already there: 20 processes, 331 proposals, 169 people." in out.getvalue()
    assert Event.objects.count() == before


def _as_the_rules_say() -> None:
    call = Component.objects.select_related("process__subject", "subject").get(process__slug=growth.OPEN_SLUG)
    past = Component.objects.select_related("process").get(process__slug=growth.PAST_SLUG)
    assert call.proposals.count() == 40
    assert all(is_open(call, act, at=AT) for act in ("propose", "support", "comment"))
    assert past.process.state == "closed"
    given = Support.objects.filter(component=call).values("person").annotate(n=Count("pk"))
    assert max(row["n"] for row in given) <= 30
    assert not Support.objects.filter(component=past, territory__isnull=True).exists()
    assert Proposal.objects.filter(component=call, author__email="ciudadana@demo.azotea").count() == 1
    assert not Event.objects.filter(at__gt=AT).exists()
    assert not Comment.objects.filter(at__gt=AT).exists()
    # The closing of the past call waits for the relay, and what it opened; or it went already.
    waits = set(Relay.objects.filter(sequence__isnull=True).values_list("event__name", flat=True))
    assert waits <= {"processes.process.closed", "participation.evaluation.opened"}
    for proposal in call.proposals.select_related("territory"):
        assert shape(proposal.territory.outline).contains(Point(proposal.longitude, proposal.latitude))
    assert not Person.objects.filter(is_sample=False).exists()


def _the_pages(client: Client) -> None:
    first = Proposal.objects.filter(component__process__slug=growth.OPEN_SLUG).first()
    slugs = (growth.OPEN_SLUG, growth.PAST_SLUG)
    calls = Subject.objects.filter(kind="component", parent__path__in=[f"/procesos/{slug}/" for slug in slugs])
    for path in [
        "/",
        first.subject.path,
        *(f"/procesos/{slug}/" for slug in slugs),
        *calls.values_list("path", flat=True),
    ]:
        for prefix in ("", "/en"):
            assert client.get(prefix + path).status_code == 200, prefix + path


def test_the_script_knows_the_same_sizes() -> None:
    assert demo.SIZES == city.SIZES == ("small", "city")


def test_sentences_are_whole_and_titles_are_told_apart() -> None:
    phrases = Phrases(Random(1))
    made = [phrases.proposal("Mirasol") for _n in range(5000)]
    assert len({words.title for words in made}) == 5000
    assert all(10 <= len(words.title) <= 150 and 15 <= len(words.body) <= 5000 for words in made)
    said = [text for words in made for text in (words.title, words.body)]
    said += [phrases.comment(words.topic, "Mirasol")[1] for words in made] + [phrases.reply("Mirasol") for _n in made]
    assert not [text for text in said if "{" in text or "}" in text or " de el " in text or " a el " in text]
    assert len({tag for words in made for tag in words.tags}) > 20


def test_the_progress_is_a_bar_on_a_terminal_and_lines_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(0, 1000, 6))
    monkeypatch.setattr("proposals.demo.bulk.progress.time.monotonic", lambda: next(clock))
    for out, begun in ((Terminal(), "\r\x1b[2KPeople"), (io.StringIO(), "People: 0 of 1,000")):
        progress = Progress(out)
        progress.begin("People", 1000)
        progress.step(250)
        progress.step(750)
        progress.end()
        assert out.getvalue().startswith(begun)
        assert "250 of 1,000 (25%, " in out.getvalue()
        assert " s left)" in out.getvalue()
        assert out.getvalue().rstrip().splitlines()[-1].endswith(" s)")
        assert ("█" in out.getvalue()) is out.isatty()


def test_keys_are_those_that_nobody_else_gets(db: None) -> None:
    keys = Keys(3)
    taken = [keys.next(Person) for _n in range(7)]
    assert taken == list(range(taken[0], taken[0] + 7))
    assert Person.objects.create_user(email="x@example.org", name="X").pk > taken[-1]
