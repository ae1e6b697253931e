"""Builds the demonstration city in one transaction, in the order in which a real one would have come to be."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction

from participation.evaluations.actions import count_due
from participation.imports.frame import SourceFile
from participation.models import Installation, Institution, Person, Subject
from processes.actions import close_process
from processes.models import Process
from proposals.demo import calls, desks, governing, law, organised, people, places
from proposals.demo.agreed import agree
from proposals.demo.asked import ask
from proposals.demo.booths import set_up_booths
from proposals.demo.councils import sit_down
from proposals.demo.debates import debate
from proposals.demo.doings import tell_doings
from proposals.demo.encounters import meet
from proposals.demo.heard import hear
from proposals.demo.inheritance import change_government
from proposals.demo.offices import route_some
from proposals.demo.regrouped import work_on_proposals
from proposals.demo.talk import converse
from proposals.demo.texts import write_texts
from proposals.demo.together import write_together
from proposals.demo.upstairs import furnish
from proposals.demo.voices import Voices
from proposals.importers.decidim import DecidimImport, Settings
from proposals.importers.decidim_rows import Options
from proposals.models import Proposal

LARGE = "city"
SIZES = ("small", LARGE)  # the large one is the small one and a crowd (see bulk.growth)
CITIZENS = 40
BARCELONA = places.DATA / "decidim-barcelona" / "www.decidim.barcelona-open-data-projects.csv"
BARCELONA_TITLES = {
    "PressupostosParticipatius": "Barcelona: presupuestos participativos",
    "prova-pilot-pressupostos-participatius": "Barcelona: prueba piloto de presupuestos participativos",
    "coproduccio-de-projectes-a-gracia": "Barcelona: coproducción de proyectos en Gràcia",
}
SOURCE = "https://www.decidim.barcelona (datos abiertos)"
LICENCE = "ODbL 1.0 (base de datos) y DbCL 1.0 (contenidos)"


@dataclass(frozen=True, slots=True)
class Made:
    """What was built, in figures; ``new`` is False where the city was there already."""

    new: bool
    processes: int
    proposals: int
    people: int


class CityRefusedError(Exception):
    """There is something here already that is no demonstration; nothing was touched."""


def build(*, today: date, at: datetime, words: dict[str, str], say: Callable[[str], object] = str) -> Made:
    """Build the city, or find it built. Raises CityRefusedError where there are real contents."""
    if _is_there():
        return made(new=False)
    if Person.objects.exists() or Process.objects.exists() or Institution.objects.exists():
        raise CityRefusedError("There is content here already. Sample content is only put into an empty installation.")
    with transaction.atomic():
        dice = Random(2026)  # noqa: S311 (the same dice give the same city)
        _City(today, at, dice, say).build(words)
    return made(new=True)


def _is_there() -> bool:
    return Installation.objects.filter(is_sample=True).exists() and Process.objects.filter(is_sample=True).exists()


def made(*, new: bool) -> Made:
    """Return the figures of what stands here."""
    return Made(new, Process.objects.count(), Proposal.objects.count(), Person.objects.count())


class _City:
    def __init__(self, today: date, at: datetime, random: Random, say: Callable[[str], object]) -> None:
        self.today, self.at, self.random, self.say = today, at, random, say

    def build(self, words: dict[str, str]) -> None:
        self.say("Territory, institutions, people and pages")
        founded = self.at - timedelta(days=230)
        crowd = people.open_accounts(at=founded, words=words)
        by = crowd.official
        places.name_installation(by=by, at=founded)
        grounds = places.draw_territories(by=by, at=founded)
        offices = places.found_institutions(by=by, at=founded)
        people.name_evaluators(people=crowd, offices={k: o.subject for k, o in offices.items()}, at=founded)
        people.invite_citizens(people=crowd, places=grounds, count=CITIZENS, at=founded, random=self.random)
        places.write_pages(by=by, at=founded)
        places.keep_electoral_calendar(by=by, at=founded)
        mechanisms = law.explain_mechanisms(by=by, at=founded)
        context = calls.Context(self.today, by, grounds[places.CITY], offices)
        voices = Voices(context, crowd, grounds, self.random)
        self.say("A consultation that ended, with its answers")
        organised.register_some(voices, self.at - timedelta(days=60))
        mobility = self._mobility(voices)
        self.say("The development plan, the box of proposals and open government")
        plan = self._plan(voices)
        self._answer_mobility(voices, mobility, plan)
        route_some(voices, plan, self.at)
        work_on_proposals(voices, plan, self.at)
        box = self._box(voices)
        law.name_mechanism(
            process=box.process, mechanism=mechanisms["derecho-de-peticion"], by=by, at=context.moment(118)
        )
        converse(voices)
        debate(voices)
        meet(voices)
        sit_down(voices)
        write_texts(voices)
        ask(voices)
        hear(voices)
        coming = calls.open_government(context)
        voices.follow_all([part.process.subject for part in (plan, box, coming)], self.at - timedelta(days=1))
        self.say("What waits on the desks of the offices")
        desks.fill_desks(people=crowd, plan=plan.process.subject, at=self.at)
        team = tell_doings(plan=plan.process, offices=offices, by=by, at=self.at)
        set_up_booths(box=box, offices=offices, team=team, by=by, at=self.at)
        held = {"movilidad": mobility[0].component.process.subject, "buzon": box.process.subject}
        agree(places=held, offices=offices, by=by, watcher=crowd.citizens[0], at=self.at)
        change_government(box=box.process, by=by, at=self.at)
        furnish(voices, self.say)
        self.say("The imported processes of Barcelona")
        self._barcelona(by)

    def _mobility(self, voices: Voices) -> list[Proposal]:
        context = voices.context
        component = calls.mobility(context)
        return voices.hold(component, voices.read("movilidad"), context.moment(200), context.moment(161))

    def _answer_mobility(self, voices: Voices, proposals: list[Proposal], plan: "calls.Component") -> None:
        outcomes: dict[str, Subject] = {"plan": plan.process.subject}
        voices.answer_all(proposals, voices.read("movilidad"), voices.context.moment(110), outcomes)
        governing.name_steps(voices, proposals, voices.context.moment(104))
        process = proposals[0].component.process
        close_process(
            process=process, by=voices.context.by, at=voices.context.moment(99), outcome=calls.MOBILITY_OUTCOME
        )
        voices.evaluate(process.subject, voices.context.moment(90))
        count_due(at=voices.context.moment(60))

    def _plan(self, voices: Voices) -> "calls.Component":
        context = voices.context
        component = calls.development_plan(context)
        opens, closes = context.moment(11), self.at - timedelta(hours=1)
        texts = voices.read("plan")
        made = voices.hold(component, texts, opens, closes - timedelta(hours=12))
        mine = voices.demo_citizen(component, made, opens, closes)
        voices.withdraw(made, texts, closes)
        voices.moderate(made, closes)
        write_together(voices, made, mine, closes)
        voices.follow_all([made[0].subject, mine.subject], closes)
        organised.speak(voices, made, closes)
        governing.propose_to_debate(voices, made, closes)
        return component

    def _box(self, voices: Voices) -> "calls.Component":
        context = voices.context
        component = calls.box(context)
        texts = voices.read("buzon")
        made = voices.hold(component, texts, context.moment(118), context.moment(30))
        voices.answer_all(made, texts, context.moment(8), {})
        return component

    def _barcelona(self, by: Person) -> None:
        file = SourceFile(BARCELONA.name, BARCELONA.read_bytes(), SOURCE, LICENCE)
        settings = Settings(
            titles=BARCELONA_TITLES,
            institution="Decidim Barcelona",
            time_zone="Europe/Madrid",
            options=Options(currency="EUR"),
        )
        DecidimImport([file], by=by, at=self.at, settings=settings).run()
