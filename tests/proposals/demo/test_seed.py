"""The demonstration city: built once, through acts, dated around a day, marked as a sample."""

import json
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from participation.models import (
    Announcement,
    Appeal,
    ArcoRequest,
    Block,
    Census,
    Comment,
    Event,
    Follow,
    Installation,
    OriginRef,
    Page,
    Person,
    Response,
    Role,
    Subject,
    Territory,
    WebhookDelivery,
)
from participation.responses.querysets import coverage
from processes.cocreation.answering import Coverage, coverage_of
from processes.models import Agreement, Capture, Component, Process, Solution
from processes.policies import is_open
from proposals.demo import city, people
from proposals.demo.people import ACCOUNTS, CITIZEN, OFFICIAL, passwords
from proposals.models import Proposal, Support
from tests.factories import make_process

TODAY = date(2026, 11, 21)
AT = datetime(2026, 11, 21, 18, tzinfo=ZoneInfo("America/Mexico_City"))
WORDS = dict.fromkeys(ACCOUNTS, "una clave de muestra")


@pytest.mark.slow
def test_the_city_stands_as_it_should(db: None, client: Client) -> None:
    made = city.build(today=TODAY, at=AT, words=WORDS)
    assert (made.new, made.processes, made.proposals) == (True, 18, 277)
    assert Installation.objects.get().is_sample
    assert Capture.objects.filter(outcome="done", kind="proposal").count() == 5
    assert Capture.objects.filter(outcome="done", kind="support").count() == 12
    assert Territory.objects.count() == 21
    assert Page.objects.count() == 4
    assert dict(Process.objects.values_list("slug", "state")) == {
        "plan-municipal-de-desarrollo": "published",
        "gobierno-abierto-municipal": "published",
        "buzon-de-propuestas": "published",
        "preguntas-al-gobierno": "published",
        "la-vida-en-el-centro": "published",
        "dialogos-ciudad-abierta": "published",
        "editaton-de-gobierno-abierto": "published",
        "cocreacion-del-plan": "published",
        "la-ciudad-responde": "published",
        "tu-predial-decide": "published",
        "presupuesto-joven": "published",
        "plan-de-accion-local": "published",
        "mexico-gobierno-abierto": "published",
        "usa-national-action-plan-5": "published",
        "consulta-de-movilidad": "closed",
        "pressupostosparticipatius": "closed",
        "coproduccio-de-projectes-a-gracia": "closed",
        "prova-pilot-pressupostos-participatius": "closed",
    }
    _the_clock()
    _the_answers()
    _what_was_heard()
    _the_people()
    _the_desks()
    _the_pages(client)
    _nothing_changes()


def _the_clock() -> None:
    plan = Process.objects.get(slug="plan-municipal-de-desarrollo")
    phases = list(plan.phases.order_by("position"))
    assert len(phases) == 7
    assert [phase.is_open(AT) for phase in phases].index(True) == 2
    call = plan.components.get(kind="proposals")
    assert all(is_open(call, act, at=AT) for act in ("propose", "support", "comment"))
    coming = Process.objects.get(slug="gobierno-abierto-municipal")
    assert all(phase.opens_at > AT for phase in coming.phases.all())
    box = Process.objects.get(slug="buzon-de-propuestas").components.get(kind="proposals")
    assert is_open(box, "propose", at=AT)
    assert not Event.objects.filter(at__gt=AT).exists()
    assert not Comment.objects.filter(at__gt=AT).exists()
    assert not Support.objects.filter(at__gt=AT).exists()


def _the_answers() -> None:
    mobility = Process.objects.get(slug="consulta-de-movilidad")
    found = coverage(mobility.subject, AT)
    assert (found.answered, found.owed, found.percent) == (10, 10, 100)
    verdicts = Response.objects.filter(subject__ancestors__contains=[mobility.subject_id]).values_list(
        "verdict", flat=True
    )
    assert set(verdicts) == {"accepted", "partly", "later", "rejected", "out_of_scope"}
    assert Proposal.objects.filter(state="in_evaluation").count() == 2
    assert Proposal.objects.filter(state="withdrawn").count() == 1
    assert Comment.objects.filter(state="hidden").count() == 1
    assert Proposal.objects.get(title__startswith="Captar la lluvia").subject.counts.comments == 4
    assert Follow.objects.count() > 20


def _what_was_heard() -> None:
    """A whole cycle: told, put in order, one tree, three clusters of four answered, and one more being asked."""
    plan = Component.objects.filter(process__slug="cocreacion-del-plan").order_by("pk").with_clock()
    heard, asked = plan.filter(kind="contributions")
    assert coverage_of(heard) == Coverage(total=20, answered=15, placed=18)
    assert coverage_of(asked) == Coverage(total=7, answered=0, placed=0)
    assert [bool(is_open(each, "contribute", at=AT)) for each in (heard, asked)] == [False, True]
    assert heard.problem_trees.get().published["cause"]
    ranked = Solution.objects.filter(table__state="decided").order_by("place")
    assert list(ranked.values_list("place", "points")) == [(1, 41), (2, 29), (3, 26), (4, 6)]
    assert Agreement.objects.made_in(ranked[0].subject).count() == 1


def _the_people() -> None:
    assert not Person.objects.filter(is_sample=False).exists()
    assert Person.objects.filter(email__endswith="@muestra.azotea").count() == 40
    assert {person.email for person in Person.objects.all() if person.has_usable_password()} == set(ACCOUNTS)
    assert Role.objects.get(person__email=OFFICIAL).kind == "steward"
    assert Proposal.objects.filter(author__email=CITIZEN).count() == 1
    assert OriginRef.objects.filter(entity="project").count() == 220
    assert not Support.objects.filter(proposal__channel="import").exists()
    assert Proposal.objects.filter(is_sample=False).exclude(channel="import").count() == 0


def _the_desks() -> None:
    """Each desk holds something, and no message waits to leave for another machine."""
    assert sorted(Announcement.objects.values_list("state", "people")) == [("draft", None), ("started", 14)]
    assert Appeal.objects.filter(decided_at=None).count() == 1
    assert Block.objects.filter(lifted_at=None).count() == 1
    assert Census.objects.get(ended_at=None).rows == 5
    assert set(ArcoRequest.objects.values_list("person__is_sample", "channel")) == {(None, "counter"), (True, "web")}
    assert set(WebhookDelivery.objects.values_list("state", "endpoint__state")) == {
        ("failed", "paused"), ("sent", "paused"),
    }  # fmt: skip


def _the_pages(client: Client) -> None:
    paths = list(Subject.objects.filter(kind__in=["process", "institution", "page"]).values_list("path", flat=True))
    for path in ["/", "/buscar/?q=agua", "/territorios/", *paths]:
        for prefix in ("", "/en"):
            assert client.get(prefix + path).status_code == 200, prefix + path
    imported = Proposal.objects.filter(channel="import").first()
    text = client.get(imported.subject.path).content.decode()
    assert "ODbL 1.0" in text
    assert "decidim.barcelona" in text


def _nothing_changes() -> None:
    before = (Event.objects.count(), Proposal.objects.count(), Person.objects.count())
    assert not city.build(today=TODAY, at=AT, words=WORDS).new
    assert (Event.objects.count(), Proposal.objects.count(), Person.objects.count()) == before


def test_it_keeps_away_from_real_content(db: None) -> None:
    make_process("Un proceso de verdad")
    with pytest.raises(city.CityRefusedError):
        city.build(today=TODAY, at=AT, words=WORDS)
    with pytest.raises(CommandError):
        call_command("seed", stdout=StringIO())
    assert Territory.objects.count() == 0


def test_the_command_refuses_a_strange_day(db: None) -> None:
    with pytest.raises(CommandError, match="is not a day"):
        call_command("seed", "--today", "mañana")


def test_passwords_come_from_the_environment_or_a_private_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x" / "cuentas.json"
    first = passwords(path)
    assert passwords(path) == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert set(json.loads(path.read_text())) == set(ACCOUNTS)
    assert len(set(first.values())) == 4
    del first["transparencia@demo.azotea"]  # the file of a city that is older than this account
    path.write_text(json.dumps(first), encoding="utf-8")
    assert passwords(path) == first
    monkeypatch.setenv("AZOTEA_DEMO_PASSWORD", "la misma clave")
    assert passwords(path) == dict.fromkeys(ACCOUNTS, "la misma clave")
    assert people.accounts_file().name == "demo-accounts.json"
