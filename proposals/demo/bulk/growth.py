"""Makes the demonstration city as large as a real one: its further calls by the acts, its crowd in bulk."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.db import connection, transaction

from participation.models import Institution, Person, Territory
from processes.actions import add_component, add_phase, close_process, create_process, publish_process
from processes.dates import opening_instant
from processes.models import Component, Process
from proposals.demo import calls, people, places
from proposals.demo.bulk.draw import Artist, Call
from proposals.demo.bulk.plan import Plan
from proposals.demo.bulk.progress import Progress
from proposals.demo.bulk.writer import Writer

SEED = 20_000
OPEN_SLUG, PAST_SLUG, BOX_SLUG = "que-le-falta-a-tu-colonia", "espacios-que-faltan", "buzon-de-propuestas"
TAKE_PART = ["propose", "support", "comment"]


@dataclass(frozen=True, slots=True)
class Figures:
    """How large the crowd is: people, then proposals, supports and comments of the open call, the past one, the box."""

    people: int = 20_500
    open_call: tuple[int, int, int] = (5_000, 102_000, 28_500)
    past_call: tuple[int, int, int] = (420, 9_000, 1_900)
    box: tuple[int, int, int] = (260, 2_600, 700)
    follows: int = 9_000


CITY = Figures()


@dataclass(frozen=True, slots=True)
class Grown:
    """What the crowd did, in figures; ``new`` is False where it was there already."""

    new: bool
    accounts: int = 0
    ideas: int = 0
    backings: int = 0
    remarks: int = 0


def grow(*, today: date, at: datetime, figures: Figures, progress: Progress) -> Grown:
    """Add the crowd to a city that stands, once; a second time changes nothing."""
    if Process.objects.filter(slug=OPEN_SLUG).exists():
        return Grown(new=False)
    dice = Random(SEED)  # noqa: S311 (the same dice give the same city)
    with transaction.atomic():
        progress.begin("Imagining a city")
        plan = imagine(_context(today), at=at, figures=figures, dice=dice)
        progress.end()
        Writer(plan, at=at, dice=dice, progress=progress).write()
        _end_past_call(plan.officer, at)
    progress.begin("Gathering statistics for the database")
    with connection.cursor() as cursor:
        cursor.execute(
            "VACUUM ANALYZE" if connection.get_autocommit() and not connection.in_atomic_block else "ANALYZE"
        )
    progress.end()
    return Grown(True, len(plan.accounts), len(plan.ideas), len(plan.backings), len(plan.remarks))


def _context(today: date) -> calls.Context:
    """Return who made the small city, where, and its offices, as they stand in the database."""
    names = {key: name for key, (name, *_rest) in places.INSTITUTIONS.items()}
    found = {institution.name: institution for institution in Institution.objects.select_related("subject")}
    return calls.Context(
        today,
        Person.objects.get(email=people.OFFICIAL),
        Territory.objects.get(name=places.CITY),
        {key: found[name] for key, name in names.items()},
    )


def imagine(context: calls.Context, *, at: datetime, figures: Figures, dice: Random) -> Plan:
    """Open the calls of the large city and draw what its people do in them until now."""
    plan = Plan(officer=context.by, counter=Person.objects.get(email=people.MODERATOR))
    homes = [home for home in Territory.objects.order_by("sort_key") if len(home.ancestors) == 2]
    artist = Artist(plan, homes, dice)
    artist.people(figures.people, context.moment(228), context.moment(82))
    citizen = artist.welcome(Person.objects.get(email=people.CITIZEN), Territory.objects.get(name="Los Sauces"))
    now = at - timedelta(minutes=10)
    box = Component.objects.select_related("process__subject", "subject").get(process__slug=BOX_SLUG, kind="proposals")
    opened = Call(open_call(context), context.moment(75), now, *figures.open_call, guests=(citizen,))
    artist.fill(opened)
    past = context.moment(190), context.moment(151)
    artist.fill(Call(past_call(context), *past, *figures.past_call, verified_only=True))
    artist.fill(Call(box, context.moment(80), now, *figures.box))
    artist.follow(figures.follows, now)
    artist.follow_process(opened, 6)
    artist.visit(citizen, opened, supports=14, comments=5, follows=10)
    return plan


def open_call(context: calls.Context) -> Component:
    """Make the large call: open since two months and a half, with a limit for each person."""
    process = _process(
        context,
        at=context.moment(100),
        slug=OPEN_SLUG,
        title="¿Qué le falta a tu colonia?",
        summary="Cada colonia propone qué arreglar primero; lo que más gente respalda recibe respuesta.",
        description="<p>Toda la ciudad propone, respalda y comenta. Con cien respaldos, la oficina responsable debe una "
        "respuesta con razones.</p>",
        english=(
            "What does your neighbourhood lack?",
            "Each neighbourhood proposes what to mend first; what most people support gets an answer.",
        ),
    )
    component = add_component(
        process=process,
        kind="proposals",
        title="Propuestas",
        by=context.by,
        at=context.moment(100),
        settings={
            "proposals_per_person": 3,
            "supports_per_person": 30,
            "answer_rule": "threshold",
            "threshold": 100,
            "who_may_support": [{"kind": "registered"}],
        },
        translations={"en": {"title": "Proposals"}},
    )
    _phase(context, process, ("Difusión", "Outreach"), (90, 75), {})
    _phase(context, process, ("Propuestas y respaldos", "Proposals and supports"), (75, -25), {component.pk: TAKE_PART})
    _phase(context, process, ("Respuestas", "Answers"), (-25, -85), {component.pk: ["comment"]})
    return _publish(context, process, context.moment(95))


def past_call(context: calls.Context) -> Component:
    """Make a call that ended, in which only verified people took part."""
    process = _process(
        context,
        at=context.moment(205),
        slug=PAST_SLUG,
        title="Espacios que faltan",
        summary="Qué parques, canchas y casas de cultura hacen falta, y dónde.",
        description="<p>Participaron personas con su domicilio verificado en el municipio.</p>",
        english=("Missing places", "Which parks, courts and houses of culture are lacking, and where."),
    )
    component = add_component(
        process=process,
        kind="proposals",
        title="Propuestas",
        by=context.by,
        at=context.moment(205),
        settings={
            "proposals_per_person": 1,
            "supports_per_person": 20,
            "answer_rule": "none",
            "who_may_propose": [{"kind": "verified"}],
            "who_may_support": [{"kind": "verified"}],
        },
        translations={"en": {"title": "Proposals"}},
    )
    _phase(
        context, process, ("Propuestas y respaldos", "Proposals and supports"), (190, 150), {component.pk: TAKE_PART}
    )
    return _publish(context, process, context.moment(200))


def _end_past_call(by: Person, at: datetime) -> None:
    process = Process.objects.get(slug=PAST_SLUG)
    close_process(process=process, by=by, at=at - timedelta(days=148))


def _process(
    context: calls.Context, *, at: datetime, english: tuple[str, str], slug: str, title: str, **texts: str
) -> Process:
    return create_process(
        by=context.by,
        at=at,
        title=title,
        slug=slug,
        is_sample=True,
        promise=3,
        institution=context.offices["planeacion"],
        territory=context.city,
        who_participates="Todas las personas que viven, estudian o trabajan en el municipio.",
        what_is_decided="Qué se atiende primero en cada colonia.",
        how_decided="Cada oficina responde con razones lo que junta el mínimo de respaldos.",
        contact_name="Oficina de participación",
        contact_phone="33 0000 0001",
        contact_email="planeacion@ejemplo.mx",
        translations={
            "en": {
                "title": english[0],
                "summary": english[1],
                "who_participates": "Everybody who lives, studies or works in the municipality.",
                "what_is_decided": "What is attended to first in each neighbourhood.",
                "how_decided": "Each office answers with reasons what reaches the minimum of supports.",
            }
        },
        **texts,
    )


def _phase(
    context: calls.Context,
    process: Process,
    title: tuple[str, str],
    days_ago: tuple[int, int],
    openings: dict[int, list[str]],
) -> None:
    add_phase(
        process=process,
        title=title[0],
        by=context.by,
        at=process.created_at,
        translations={"en": {"title": title[1]}},
        opens_at=opening_instant(context.today - timedelta(days=days_ago[0]), calls.ZONE),
        closes_at=opening_instant(context.today - timedelta(days=days_ago[1]), calls.ZONE),
        openings=openings,
    )


def _publish(context: calls.Context, process: Process, at: datetime) -> Component:
    publish_process(process=process, by=context.by, at=at, accept_warnings=True)
    return process.components.select_related("process__subject", "subject").get(kind="proposals")
