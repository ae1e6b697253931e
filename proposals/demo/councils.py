"""The sample city's Local Technical Secretariat: seats by sector, calls, sessions with minutes, late agreements; and a
working group that stopped meeting."""

from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate

from participation.files.actions import attach
from participation.followup import actions as followup
from participation.models import Organisation, Person
from processes.agreements.actions import make_agreement
from processes.encounters.actions.minutes import publish_minutes
from processes.forums.actions import calls, candidacies, declaration, forum, members, sessions
from processes.models import Component, Forum, ForumSession, Member
from proposals.demo.voices import Voices

INSTALLED = 215  # days ago
SEATS = {"government": (3, 1), "organisations": (2, 1), "academy": (1, 1), "business": (1, 0)}
REMIT = (
    "Marca la ruta del gobierno abierto en el municipio: acuerda con la sociedad los compromisos del plan, revisa que se "
    "cumplan y publica lo que encuentra. Sus acuerdos obligan a la oficina que los firma a responder por escrito en treinta "
    "días."
)
REMIT_EN = (
    "It sets the course of open government in the municipality: it agrees on the commitments of the plan with society, "
    "checks that they are kept and publishes what it finds. The office that signs an agreement owes a written answer "
    "within thirty days."
)
RULES = (
    "Reglas del Secretariado Técnico Local\n\n"
    "1. Se reúne en público al menos cada seis meses.\n"
    "2. Decide por consenso; si no lo hay, se vota y cada voto se publica.\n"
    "3. Los asientos de sociedad civil se eligen por convocatoria abierta y duran un año.\n"
    "4. Cada integrante declara sus conflictos de interés y no opina en lo que le toca.\n"
    "5. Quien sale dice por qué, y puede dejar una declaración pública."
)
DECLARATION = (
    "Gobierno y sociedad nos comprometemos a decidir a la vista de todos, a publicar lo que se acuerda y lo que falta, y a "
    "escuchar a quien no suele ser escuchado. Quien se sume puede retirarse cuando quiera, y dirá por qué."
)
DECLARATION_EN = (
    "Government and society commit to decide in plain sight, to publish what is agreed and what is missing, and to listen to "
    "whoever is seldom heard. Whoever joins may withdraw at any time, and says why."
)
# Days ago, title, people and bodies by sector, what was said.
HELD: tuple[tuple[int, str, dict[str, tuple[int, int]], str], ...] = (
    (190, "Sesión de instalación", {"organisations": (65, 27), "government": (91, 48)},
     "Se instaló el Secretariado y se leyó la declaración conjunta."),
    (98, "Segunda sesión ordinaria", {"organisations": (18, 11), "government": (14, 9), "academy": (12, 3)},
     "Se revisó el calendario del plan y se acordaron tres tareas."),
    (16, "Tercera sesión ordinaria", {"organisations": (16, 10), "government": (13, 8), "public": (21, 0)},
     "Se presentaron resultados y se recogieron comentarios."),
)  # fmt: skip
# Session, office, days from today to its last day, title, text.
AGREED: tuple[tuple[int, str, int, str, str], ...] = (
    (1, "planeacion", -40, "Publicar el directorio de responsables del plan",
     "Publicar nombre del cargo, correo y teléfono de quien responde por cada compromiso."),
    (1, "movilidad", -12, "Abrir los datos de las rutas del camión",
     "Publicar rutas y horarios en un formato que cualquier programa pueda leer."),
    (1, "agua", -60, "Medir las fugas por colonia", "Publicar cada mes cuántas fugas se reportan y cuántas se reparan."),
    (2, "planeacion", 45, "Invitar al Congreso y al Poder Judicial",
     "Invitarlos a sumarse al Secretariado, con un asiento para cada uno."),
)  # fmt: skip


def sit_down(voices: Voices) -> None:
    """Install the secretariat with its year of work, and the group that stopped meeting."""
    component = Component.objects.get(process__slug="dialogos-ciudad-abierta", kind="encounters")
    row = _install(voices, component)
    _declare(voices, row)
    held = [_hold(voices, row, told) for told in HELD]
    _agree(voices, held)
    _choose(voices, row)
    _leave(voices, row)
    _coming(voices, row)
    _group(voices, component)


def _install(voices: Voices, component: Component) -> Forum:
    context = voices.context
    by, at, offices = context.by, context.moment(INSTALLED), context.offices
    row = forum.create_forum(
        institution=offices["planeacion"], kind="stl", title="Secretariado Técnico Local de Gobierno Abierto", remit=REMIT,
        territory=context.city, component=component, installed_on=localdate(at), by=by, at=at, slug="secretariado-tecnico",
        translations={"en": {"title": "Local Technical Secretariat for Open Government", "remit": REMIT_EN}},
        is_sample=True,
    )  # fmt: skip
    forum.set_seats(forum=row, seats=SEATS, by=by, at=at)
    upload = SimpleUploadedFile("reglas-del-secretariado.txt", RULES.encode())
    attach(subject=row.subject, upload=upload, by=by, at=at, part="rules")
    for office, role in (("planeacion", "Coordinación"), ("movilidad", "Enlace"), ("control", "Enlace")):
        members.add_member(
            forum=row, sector="government", institution=offices[office], role=role, chosen="Por su cargo", conflict="",
            by=by, at=at,
        )  # fmt: skip
    members.add_member(
        forum=row, sector="academy", role="Cátedra de políticas públicas", body="Universidad del Golfo (muestra)",
        chosen="Propuesta por la universidad", by=by, at=at,
    )  # fmt: skip
    members.add_member(
        forum=row, sector="academy", role="Cátedra de estadística", body="Universidad del Golfo (muestra)",
        alternate=True, chosen="Propuesta por la universidad", conflict="", by=by, at=at,
    )  # fmt: skip
    return forum.publish_forum(forum=row, by=by, at=at)


def _declare(voices: Voices, row: Forum) -> None:
    context = voices.context
    at = context.moment(INSTALLED, hour=12)
    declaration.publish_declaration(
        forum=row, text=DECLARATION, translations={"en": DECLARATION_EN}, by=context.by, at=at
    )
    for n, office in enumerate(("planeacion", "movilidad", "agua", "control")):
        later = at + timedelta(days=2 * n)
        declaration.join_declaration(forum=row, institution=context.offices[office], by=context.by, at=later)
    joined = context.moment(50)
    for n, (by, organisation) in enumerate(voices.organisations.values()):
        body = Organisation.objects.get(pk=organisation.pk)
        signed = declaration.join_declaration(forum=row, organisation=body, by=by, at=joined + timedelta(days=n))
    declaration.leave_declaration(
        adherence=signed, by=by, at=context.moment(9),
        statement="Nos retiramos mientras las sesiones no tengan intérprete de señas. Volveremos cuando lo haya.",
    )  # fmt: skip


def _hold(voices: Voices, row: Forum, told: tuple[int, str, dict[str, tuple[int, int]], str]) -> ForumSession:
    (days, title, came, said), context = told, voices.context
    starts = context.moment(days, hour=10)
    made = _called(voices, row, title, starts, starts - timedelta(days=14), shows_results=days < INSTALLED // 4)
    publish_minutes(
        encounter=made.encounter,
        summary=said,
        items=[{"title": "Acuerdos", "said": "Cada sector propuso y se decidió por consenso.", "decided": said}],
        attendance={name: {"people": people, "organisations": n} for name, (people, n) in came.items()},
        by=context.by,
        at=starts + timedelta(days=4),
    )
    return made


def _called(voices: Voices, row: Forum, title: str, starts: datetime, at: datetime, **more: Any) -> ForumSession:
    return sessions.call_session(
        forum=row, title=f"{title} del Secretariado", starts_at=starts, ends_at=starts + timedelta(hours=2),
        place="Azotea del palacio municipal", agenda="10:00 Lectura de acuerdos\n10:30 Avances\n11:30 Asuntos generales",
        is_neutral=True, accept_electoral=True, by=voices.context.by, at=at, **more,
    )  # fmt: skip


def _agree(voices: Voices, held: list[ForumSession]) -> None:
    context = voices.context
    today = localdate(context.moment(0))
    made = []
    for place, office, left, title, text in AGREED:
        encounter = held[place].encounter
        at = encounter.starts_at + timedelta(days=4, hours=1)
        made.append(
            make_agreement(
                parent=encounter.subject, title=title, text=text, institution=context.offices[office],
                contact=context.offices[office].email, due_on=today + timedelta(days=left),
                made_on=localdate(encounter.starts_at), by=context.by, at=at, is_sample=True,
            )
        )  # fmt: skip
    leaks, at = made[2].subject.action, context.moment(65)
    followup.report_progress(action=leaks, text="Se publicó la primera medición.", percent=100, by=context.by, at=at)


def _choose(voices: Voices, row: Forum) -> None:
    """A call that was decided: one organisation has a seat, a neighbour is alternate; and one that is open."""
    context, crowd = voices.context, voices.people.citizens
    by, opened = context.by, context.moment(52)
    text = (
        "Buscamos a quien conozca los problemas de su colonia y pueda reunirse una tarde al mes durante un año. Deciden "
        "los tres sectores que ya están sentados; se mira la experiencia, y que no haya conflicto de interés."
    )
    call = calls.open_call(
        forum=row, title="Dos asientos de sociedad civil", text=text, sectors=["organisations"], opens_at=opened,
        closes_at=context.moment(32), by=by, at=opened,
    )  # fmt: skip
    speaker, organisation = voices.organisations["arroyo"]
    told = (
        (speaker, organisation.pk, "selected", "Seis años de trabajo constante en el arroyo, con datos que publica.",
         "Cuidamos el arroyo y queremos que el plan lo cuide también.", "Una integrante trabaja en Parques y Jardines."),
        (crowd[4], None, "alternate", "Conoce el transporte de su colonia; le falta experiencia en seguimiento.",
         "Tomo tres camiones al día y llevo la cuenta de cuánto tardan.", ""),
        (crowd[5], None, "not_selected", "Ocupa un cargo en un partido, y las reglas piden no tener conflicto de interés.",
         "Quiero ayudar desde mi experiencia.", "Soy parte de un comité de partido."),
    )  # fmt: skip
    for n, (person, speaks, outcome, reason, motivation, conflict) in enumerate(told):
        made = candidacies.hand_in(
            call=call, sector="organisations", name=person.public_name, motivation=motivation, conflict=conflict,
            agrees=True, organisation=speaks, by=person, at=opened + timedelta(days=3 + n),
        )  # fmt: skip
        candidacies.decide(candidacy=made, outcome=outcome, reason=reason, by=by, at=context.moment(31))
    calls.publish_result(call=call, by=by, at=context.moment(30))
    _open(voices, row, crowd)


def _open(voices: Voices, row: Forum, crowd: list[Person]) -> None:
    context = voices.context
    opened = context.moment(7)
    call = calls.open_call(
        forum=row, title="Un asiento de sociedad civil y uno del sector privado", opens_at=opened,
        text="Para los dos asientos libres. Manda tu candidatura aquí; te damos un folio y una respuesta con razones.",
        sectors=["organisations", "business"], closes_at=context.moment(-12), by=context.by, at=opened,
    )  # fmt: skip
    for n, (person, sector, why) in enumerate(
        (
            (crowd[8], "organisations", "Coordino el comedor comunitario y sé qué falta en las mañanas."),
            (crowd[9], "business", "Tengo una tienda en el centro y hablo con todos los locatarios."),
            (crowd[11], "organisations", "Acompaño a personas mayores en sus trámites."),
        )
    ):
        candidacies.hand_in(
            call=call, sector=sector, name=person.public_name, motivation=why, conflict="", agrees=True, by=person,
            at=opened + timedelta(days=1 + n),
        )  # fmt: skip


def _leave(voices: Voices, row: Forum) -> None:
    """Somebody of the private sector came and left, saying why; an office left the declaration of interests undone."""
    context = voices.context
    gone = members.add_member(
        forum=row, sector="business", role="Presidencia", body="Cámara de comercio (muestra)", conflict="",
        chosen="Nombrada por la cámara", since=localdate(context.moment(200)), by=context.by, at=context.moment(199),
    )  # fmt: skip
    members.end_member(
        member=gone, reason="La cámara cambió de presidencia.", on=localdate(context.moment(20)), by=context.by,
        statement="Nos vamos con gusto por lo hecho y con una tarea pendiente: publicar los datos de permisos.",
        at=context.moment(19),
    )  # fmt: skip
    assert Member.objects.now().filter(forum=row, conflict_at__isnull=True).exists()


def _coming(voices: Voices, row: Forum) -> None:
    context = voices.context
    starts = context.moment(-18, hour=10)
    _called(voices, row, "Cuarta sesión ordinaria", starts, context.moment(3), capacity=60)


def _group(voices: Voices, component: Component) -> None:
    context = voices.context
    by, at = context.by, context.moment(210)
    row = forum.create_forum(
        institution=context.offices["agua"], kind="working_group", title="Grupo de trabajo sobre el agua", component=component,
        remit="Revisa cada mes las fugas, los cortes y los pozos, y propone qué arreglar primero.", by=by, at=at,
        translations={"en": {"title": "Working group on water", "remit": "It looks every month at leaks and wells."}},
        installed_on=localdate(at), slug="grupo-de-agua", is_sample=True,
    )  # fmt: skip
    forum.set_seats(forum=row, seats={"government": (1, 0), "public": (4, 0)}, by=by, at=at)
    members.add_member(
        forum=row, sector="government", institution=context.offices["agua"], role="Coordinación", by=by, at=at,
        chosen="Por su cargo",
    )  # fmt: skip
    forum.publish_forum(forum=row, by=by, at=at)
