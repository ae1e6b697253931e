"""A town that grows: one row of each kind, then many more of each, all made through the acts.

It fills in the names of ``tests.journeys.world.World``, so that the table of addresses serves here too.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from participation.access.actions import grant_role
from participation.access.pending.actions import propose_act
from participation.access.viewing.actions import open_viewing
from participation.administrations.actions import declare_administration, pronounce
from participation.agenda.actions import publish_meeting
from participation.asks.actions import submit_ask
from participation.comments.actions import comment_on
from participation.evaluations.actions import count_due, open_evaluation
from participation.events.relay import relay
from participation.files.actions import attach
from participation.follows.actions import follow
from participation.followup.actions import add_action, name_reporter, tell
from participation.institutions.actions import create_institution, set_aliases
from participation.models import Action, Delivery, Institution, Person, Relay, Role, Territory, WebhookDelivery
from participation.moderation.actions import decide, flag
from participation.organisations.actions import approve_organisation, register_organisation
from participation.origins.actions import add_link
from participation.people.actions import issue_token
from participation.responses.actions import draft_response, publish_response
from participation.reuses.actions import publish_reuse, submit_reuse
from participation.territories.actions import create_territory, import_territories
from participation.veda.actions import declare_period
from participation.verification.actions import verify_at_counter
from participation.web.actions import create_page, update_installation
from participation.webhooks.actions import add_endpoint
from processes.actions import (
    add_component,
    add_phase,
    close_process,
    create_mechanism,
    create_process,
    publish_conclusion,
    publish_news,
    publish_process,
    update_process,
    write_news,
)
from processes.actions.opinion import add_statement, answer_statement
from processes.actions.opinion_round import publish_round
from processes.agreements.actions import make_agreement
from processes.models import Component, Mechanism, OpinionRound, Process
from processes.sensitive import CHANGE_OF_DATES, date_arguments
from proposals.actions import (
    edit_proposal,
    save_draft,
    start_draft,
    submit_proposal,
    support_proposal,
    withdraw_proposal,
)
from proposals.amendments.actions import propose_amendment
from proposals.content import content
from proposals.models import Proposal
from tests.budgets.results.town import build_more_counts
from tests.budgets.town import build_more_pots
from tests.budgets.voting.town import build_more_ballots
from tests.commitments.judged import judge
from tests.commitments.made import promise
from tests.factories import make_process
from tests.journeys.booths import set_up_booth
from tests.journeys.councils import sit
from tests.journeys.listening import hear
from tests.journeys.meetings import meet
from tests.journeys.offices import disagree, keep_offices
from tests.journeys.world import World, evaluate
from tests.participation.files import samples
from tests.personas import NOW, make_person
from tests.processes.consultations.town import ask_more
from tests.processes.texts.town import compose_more

SQUARE = {"type": "Polygon", "coordinates": [[[-97, 19], [-96, 19], [-96, 20], [-97, 20], [-97, 19]]]}
TEXT = "Que se haga pronto, porque nos hace falta a quienes vivimos en esta colonia desde hace años."
FILES_LIMIT = 20
TOKENS_LIMIT = 10
RULES = {"edit_window_minutes": 10_000, "proposals_per_person": 0}


@dataclass
class Town(World):
    """What was made, by name; ``size`` tells how many rows there are of each kind."""

    size: int = 0
    moderated: Component = None  # type: ignore[assignment]
    read_first: Component = None  # type: ignore[assignment]
    opinions_read: Component = None  # type: ignore[assignment]

    def grow(self, to: int) -> None:
        """Make rows of each kind until there are as many as this."""
        for n in range(self.size, to):
            _grow(self, n)
        self.size = to
        while relay(at=NOW):
            pass
        # What the officials' lists of deliveries and of the relay are for: that which failed.
        Delivery.objects.update(state="failed", attempts=5, error="550")
        Relay.objects.update(error="")
        # What autovacuum does in time: a plan that was made for an empty table takes minutes where it is full.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def found_town() -> Town:
    """Make the town with one row of each kind. The clock must stand at NOW."""
    town = Town()
    for name in ("ana", "bruno", "carla", "dario", "fausto"):
        _person(town, name, is_staff=name in {"carla", "dario"})
    carla = town.people["carla"]
    Role.objects.create(person=carla, kind="steward", granted_at=NOW)
    open_viewing(by=carla, reason="Atender la ventanilla", at=NOW)
    grant_role(person=town.people["dario"], kind="moderator", scope=None, by=carla, at=NOW)
    update_installation(by=carla, at=NOW, name="Azotea", government="Ayuntamiento")
    town.grow(1)
    town.draft = start_draft(component=town.call, by=town.people["fausto"], at=NOW)
    save_draft(proposal=town.draft, by=town.people["fausto"], at=NOW, content=content(title="Un borrador", body=TEXT))
    return town


def _person(town: Town, name: str, **more: Any) -> Person:
    phone = f"+52551234{len(town.people):04}"
    person = make_person(name.capitalize(), email=f"{name}@correo.example", phone=phone, lang="es-mx", **more)
    # Of some age: what new accounts write is counted, which has a test of its own.
    person.joined_at = NOW - timedelta(days=30)
    person.save(update_fields=["joined_at"])
    EmailAddress.objects.create(user=person, email=str(person.email), verified=True, primary=True)
    town.people[name] = person
    return person


def _grow(town: Town, n: int) -> None:
    """Make one more row of each kind."""
    person = _person(town, f"vecina{n}")
    territory, institution = _ground(town, n, person)
    _process(town, n, territory, institution)
    proposal = _proposal(town, n, person, territory)
    dossier = evaluate(proposal, town.people["carla"])
    if n == 0:
        town.proposal, town.dossier = proposal, dossier
    _conversation(town, n, person, proposal)
    _answer(town, n, person, institution)
    _asks(town, n, person, institution)
    _debate(town, n, person)
    _inheritance(town, n)
    _opinions(town, n, person)
    ask_more(town, n, person)
    compose_more(town, n, person)
    build_more_pots(town, n, person)
    build_more_counts(town, n)
    build_more_ballots(town, n)
    meet(town, n)
    sit(town, n, person)
    hear(town, n, person)
    judge(town, n, person)
    _of_bruno(town, n, proposal)


def _inheritance(town: Town, n: int) -> None:
    """Two processes of the former government, closed by the new one: of one, the new one says what becomes of it."""
    carla = town.people["carla"]
    if n == 0:
        declare_administration(name="Administración 2026–2029", starts_on=date(2026, 10, 1), by=carla, at=NOW)
    said, _silent = (
        make_process(f"Heredado {n}", at=NOW - timedelta(days=90), state="closed", closed_at=NOW) for _each in range(2)
    )
    pronounce(subject=said.subject, stance="continues", reasons="Sigue como está, con su dinero.", by=carla, at=NOW)


def _ground(town: Town, n: int, person: Person) -> tuple[Territory, Institution]:
    carla = town.people["carla"]
    territory = create_territory(
        name=f"Colonia {n}" if n else "Xalapa", level="colonia" if n else "municipio", by=carla, at=NOW,
        outline=SQUARE, source="INEGI", parent=town.territory if n else None,
    )  # fmt: skip
    institution = create_institution(name=f"Dirección {n}", slug=f"direccion-{n}", by=carla, at=NOW)
    set_aliases(institution=institution, names=[f"Oficina {n}"], by=carla, at=NOW)
    page = create_page(title=f"Página {n}", body="<p>Texto</p>", slug=f"pagina-{n}", by=carla, at=NOW)
    verify_at_counter(
        person=person, document=f"PASAPORTE19900501X{n:03}", birth_date=date(1990, 5, 1), territory=territory, by=carla,
        at=NOW,
    )  # fmt: skip
    official = _person(town, f"oficial{n}", is_staff=True)
    grant_role(person=official, kind="moderator", scope=None, by=carla, at=NOW)
    if not n:
        town.territory, town.institution, town.page = territory, institution, page
        verify_at_counter(
            person=town.people["ana"], document="PASAPORTE19900501ANAX", birth_date=date(1990, 5, 1),
            territory=territory, by=carla, at=NOW,
        )  # fmt: skip
    declare_period(
        name=f"Campañas {n}", territory=territory, starts_on=date(2024, 3, 1), ends_on=date(2024, 6, 2), by=carla, at=NOW,
        legal_basis="Constitución, artículo 41", legal_url="https://www.diputados.gob.mx/LeyesBiblio/pdf/CPEUM.pdf",
    )  # fmt: skip
    import_territories(
        data=f"name,level\nBarrio {n},barrio\n".encode(), file_name=f"barrios-{n}.csv", source="Catálogo",
        licence="Libre", by=carla, at=NOW, parent=town.territory,
    )  # fmt: skip
    return territory, institution


def _process(town: Town, n: int, territory: Territory, institution: Institution) -> None:
    """Make a process with its call; the first one also grows by a phase and an activity each time."""
    carla = town.people["carla"]
    process = create_process(
        title=f"Plan {n}", summary="Resumen", description="<p>Descripción</p>", slug=f"plan-{n}", by=carla, at=NOW,
        who_participates="Quien viva aquí", what_is_decided="Qué obras", how_decided="Con razones",
        contact_name="Ventanilla", territory=territory, institution=institution,
    )  # fmt: skip
    call = _call(process, carla, "propuestas", {"amendments_allowed": True}, ["propose", "support", "comment"])
    if not n:
        town.process, town.call = process, call
        town.moderated = _call(process, carla, "buzon", {"moderation": "before"}, ["propose"])
        town.phase = process.phases.get(position=1)
        town.text_page = _text(process, carla, n)
    publish_process(process=process, by=carla, at=NOW, accept_warnings=True)
    if n:
        _text(town.process if n < 9 else process, carla, n)  # a process holds thirty activities at most
        add_phase(
            process=town.process, title=f"Fase {n}", opens_at=NOW + timedelta(days=20 + n), by=carla, at=NOW,
            closes_at=NOW + timedelta(days=21 + n), reason="Se agregó",
        )  # fmt: skip
    phase = process.phases.get(position=1)
    pending = propose_act(
        kind=CHANGE_OF_DATES.kind, reason="Lo pidió la mesa", by=carla, at=NOW,
        arguments=date_arguments(phase, phase.opens_at, NOW + timedelta(days=30)),
    )  # fmt: skip
    town.pending_act = town.pending_act or pending
    _ended(town, n, institution)
    _mechanism(town, n)
    publish_meeting(
        institution=institution, starts_at=NOW + timedelta(days=2, hours=n), by=carla, at=NOW, office="Presidencia",
        counterpart="Vecinas", topic=f"Tema {n}", place="Palacio",
    )  # fmt: skip
    _agreed(town, n, institution)
    promise(town.process, institution, carla, n)
    news = write_news(
        process=town.process if n else process, title=f"Noticia {n}", body="<p>Texto</p>", by=carla, at=NOW
    )
    publish_news(news=news, by=carla, at=NOW)
    town.booth = set_up_booth(town, n)
    draft = create_process(title=f"Plan en borrador {n}", slug=f"borrador-{n}", by=carla, at=NOW)
    if not n:
        town.draft_process = draft


def _agreed(town: Town, n: int, institution: Institution) -> None:
    """Agree on something that is late, with a report, evidence and an obstacle; the first has a step for each."""
    carla = town.people["carla"]
    row = make_agreement(
        parent=town.process.subject, title=f"Acuerdo {n}", text="Lo acordado", institution=institution, by=carla,
        due_on=NOW.date() + timedelta(days=n % 9), made_on=NOW.date() - timedelta(days=9), report_every=1, at=NOW,
    )  # fmt: skip
    first = Action.objects.filter(parent__isnull=True).order_by("pk")[0]
    step = add_action(parent=first, title=f"Paso {n}", due_on=NOW.date() + timedelta(days=3), by=carla, at=NOW)
    for action in (row.subject.action, first.children.order_by("pk")[0]):
        tell(
            action=action, text=f"Van {n}", how="stopped", links=[("Acta", "https://a.mx/acta")], obstacle="Falta",
            by=carla, at=NOW + timedelta(minutes=n),
        )  # fmt: skip
    if not n:
        named = {"voice": "monitor", "organisation": "Observatorio"}
        name_reporter(followed=row.subject, person=town.people["ana"], by=carla, at=NOW, **named)
        assert step.followed_id == row.subject_id


def _mechanism(town: Town, n: int) -> None:
    """Add a mechanism of the law; every process is of the first one."""
    texts = dict.fromkeys(Mechanism.TRANSLATABLE, "Lo que dice la ley")
    made = create_mechanism(
        slug="consulta" if not n else f"consulta-{n}", **texts, by=town.people["carla"], at=NOW, position=n,
        legal_url="https://www.diputados.gob.mx/LeyesBiblio/pdf/CPEUM.pdf", checked_on=date(2026, 11, 1),
    )  # fmt: skip
    if not n:
        update_process(process=town.process, by=town.people["carla"], at=NOW, mechanism=made)


def _ended(town: Town, n: int, institution: Institution) -> None:
    """Close a process that says what came of it and was evaluated; ask how the first one was."""
    carla, then = town.people["carla"], NOW - timedelta(days=40)
    ended = create_process(
        title=f"Plan que terminó {n}", summary="Resumen", slug=f"termino-{n}", who_participates="Todas", by=carla, at=then,
        what_is_decided="Qué obras", how_decided="Con razones", institution=institution,
    )  # fmt: skip
    add_phase(process=ended, title="Todo", opens_at=then - timedelta(days=9), closes_at=then, by=carla, at=then)
    publish_process(process=ended, by=carla, at=then, accept_warnings=True)
    said = {"results": "Se hizo", "changed": "Todo", "lessons": "Avisar antes"}
    close_process(process=ended, by=carla, at=then, outcome=said)
    open_evaluation(about=ended.subject, by=carla, at=then)
    count_due(at=NOW)
    open_evaluation(about=town.process.subject, by=carla, at=NOW)


def _asks(town: Town, n: int, person: Person, institution: Institution) -> None:
    """Ask in two activities, one of them moderated; ask for data; show two things that were built, one of them unread."""
    carla = town.people["carla"]
    if not n:
        for slug, rules in (("preguntas", {}), ("leidas", {"moderation": "before"})):
            place = add_component(
                process=town.process, kind="questions", title=slug, slug=slug, by=carla, at=NOW, settings=rules
            )
            add_phase(
                process=town.process, title=f"Fase de {slug}", opens_at=NOW - timedelta(days=10), by=carla, at=NOW,
                closes_at=NOW + timedelta(days=10), openings={place.pk: ["ask", "join", "comment"]}, reason="Se agregó",
            )  # fmt: skip
            town.questions = town.questions or place
            town.read_first = place
    asked = []
    for component in (town.questions, town.read_first):
        place = Component.objects.get(pk=component.pk).subject
        words = {"title": f"¿Cuándo se repara la calle {n}?", "body": TEXT, "institution": institution}
        asked.append(submit_ask(kind="question", place=place, by=person, at=NOW, **words))
    wanted = submit_ask(kind="datarequest", title=f"Luminarias {n}", by=person, at=NOW, institution=institution)
    shown = {"description": TEXT, "link": "https://mapa.example.org/", "kind": "chart", "by": person, "at": NOW}
    reuse = publish_reuse(reuse=submit_reuse(title=f"Mapa {n}", **shown), by=carla, at=NOW)
    submit_reuse(title=f"Otro mapa {n}", **shown)
    group = {"kind": "collective", "description": TEXT, "contact": "hola@rios.example.org", "role": "vocera"}
    river = register_organisation(name=f"Ríos {n}", by=person, at=NOW, **group)
    approve_organisation(organisation=river, by=carla, at=NOW)
    register_organisation(name=f"Cerros {n}", by=person, at=NOW, **group)
    if not n:
        town.organisation = river
        town.question, town.unread = asked
        town.datarequest, town.reuse = wanted, reuse


def _debate(town: Town, n: int, person: Person) -> None:
    """Give a reason in a debate that ended since, and conclude it."""
    carla, then = town.people["carla"], NOW - timedelta(days=1)
    if not n:
        place = add_component(process=town.process, kind="debate", title="¿Sí o no?", slug="debate", by=carla, at=NOW)
        add_phase(
            process=town.process, title="Fase del debate", opens_at=NOW - timedelta(days=10), by=carla, at=NOW,
            closes_at=NOW - timedelta(hours=1), openings={place.pk: ["comment"]}, reason="Se agregó",
        )  # fmt: skip
        town.debate = place
    debate = Component.objects.with_clock().get(pk=town.debate.pk)
    comment_on(subject=debate.subject, text=TEXT, stance="for", by=person, at=then)
    town.conclusion = publish_conclusion(component=debate, conclusions=f"Que sí {n}", reason="x", by=carla, at=NOW)


def _opinions(town: Town, n: int, person: Person) -> None:
    """Add a statement in two activities, one of them moderated; answer what was added, and publish a computing."""
    carla = town.people["carla"]
    if not n:
        for slug, rules in (("opiniones", {}), ("opiniones-leidas", {"moderation": "before"})):
            place = add_component(
                process=town.process, kind="opinions", title="¿Cómo?", slug=slug, by=carla, at=NOW, settings=rules
            )
            add_phase(
                process=town.process, title=f"Fase de {slug}", opens_at=NOW - timedelta(days=10), by=carla, at=NOW,
                closes_at=NOW + timedelta(days=10), openings={place.pk: ["answer", "add"]}, reason="Se agregó",
            )  # fmt: skip
            town.opinions = town.opinions or place
            town.opinions_read = place
    added = []
    for component in (town.opinions, town.opinions_read):
        place = Component.objects.with_clock().get(pk=component.pk)
        place.settings = {**place.settings, "per_person": 0}
        added.append(add_statement(component=place, text=f"Más luz en la calle {n}", by=person, at=NOW))
    for reader in ("bruno", "carla"):
        answer_statement(statement=added[0], value=1, by=town.people[reader], at=NOW)
    made = OpinionRound.objects.create(component=town.opinions, number=n + 1, started_at=NOW, lease_until=NOW)
    publish_round(row=made, at=NOW, people=12, results={"groups": [], "statements": []})
    if not n:
        town.statement, town.unread_statement = added
        town.opinion_round = made


def _call(process: Process, by: Person, slug: str, rules: dict[str, Any], acts: list[str]) -> Component:
    call = add_component(
        process=process, kind="proposals", title=slug.capitalize(), slug=slug, by=by, at=NOW, settings=RULES | rules
    )
    add_phase(
        process=process, title=f"Fase de {slug}", opens_at=NOW - timedelta(days=10), by=by, at=NOW,
        closes_at=NOW + timedelta(days=10), openings={call.pk: acts},
    )  # fmt: skip
    return Component.objects.get(pk=call.pk)


def _text(process: Process, by: Person, n: int) -> Component:
    return add_component(process=process, kind="pages", title=f"Reglas {n}", slug=f"reglas-{n}", by=by, at=NOW)


def _submit(title: str, call: Component, by: Person, territory: Territory | None) -> Proposal:
    return submit_proposal(
        component=Component.objects.get(pk=call.pk), title=title, body=f"{title}. {TEXT}", by=by, at=NOW,
        territory=territory, latitude="19.5", longitude="-96.5", address="Calle Uno", tags=["agua"],
    )  # fmt: skip


def _proposal(town: Town, n: int, person: Person, territory: Territory) -> Proposal:
    """Make a proposal by somebody, with an image; the first one also grows by a version, a file and a link."""
    ana = town.people["ana"]
    proposal = _submit(f"Banquetas parejas en la calle {n}", town.call, person if n else ana, territory)
    first = proposal if not n else town.proposal
    if n < FILES_LIMIT:
        image = attach(
            subject=first.subject, alt="Una banqueta", by=ana, at=NOW,
            upload=SimpleUploadedFile(f"foto-{n}.png", samples.image("PNG", (40, 30)), "image/png"),
        )  # fmt: skip
        town.image = town.image or image
    edit_proposal(
        proposal=Proposal.objects.get(pk=first.pk), by=ana, at=NOW, reason="Faltaba un dato",
        content=content(
            title=f"Banquetas parejas, corregida {n}", territory=town.territory, latitude="19.5", longitude="-96.5",
            body=f"Corregida {n}. {TEXT}", address="Calle Uno", tags=["agua"],
        ),
    )  # fmt: skip
    text = Proposal.objects.select_related("subject").get(pk=first.pk)
    amendment = propose_amendment(
        proposal=text, position=0, passage=text.body, wording=f"Con rampas {n}. {TEXT}", title=f"Agregar rampas {n}",
        reason=TEXT, by=town.people["fausto"] if not n else person, at=NOW,
    )  # fmt: skip
    town.amendment = town.amendment or amendment
    _submit(f"Espera moderación {n}", town.moderated, person, territory)
    gone = _submit(f"Más bancas en la plaza {n}", town.call, person, territory)
    withdraw_proposal(proposal=gone, by=person, at=NOW, reason="Ya están")
    town.withdrawn = town.withdrawn or Proposal.objects.get(pk=gone.pk)
    add_link(
        source=first.subject, outcome=gone.subject if first == proposal else proposal.subject, kind="inspired",
        explanation="De una nació la otra", by=town.people["carla"], at=NOW,
    )  # fmt: skip
    return Proposal.objects.get(pk=proposal.pk)


def _conversation(town: Town, n: int, person: Person, proposal: Proposal) -> None:
    """Write in the first proposal: a comment, a reply to the first, something reported and something hidden."""
    bruno, subject = town.people["bruno"], town.proposal.subject
    comment = comment_on(subject=subject, text=f"De acuerdo {n}", by=person, at=NOW, stance="for")
    town.comment = town.comment or comment
    comment_on(subject=subject, text=f"Yo también {n}", by=person, at=NOW, parent=town.comment)
    hidden = comment_on(subject=subject, text=f"Algo que se oculta {n}", by=person, at=NOW)
    flag(subject=subject, comment=hidden, by=bruno, reason="insult", at=NOW, text="Insulta")
    decide(
        subject=subject, comment=hidden, outcome="hide", reason="Insulta a otra persona", by=town.people["dario"],
        at=NOW,
    )  # fmt: skip
    disagree(town, hidden, person, n)
    keep_offices(town, comment, n)
    report = flag(subject=subject, comment=comment, by=bruno, reason="spam", at=NOW, text="Se repite")
    town.hidden_comment, town.flag = town.hidden_comment or hidden, town.flag or report
    support_proposal(proposal=Proposal.objects.get(pk=town.proposal.pk), by=person, at=NOW)


def _answer(town: Town, n: int, person: Person, institution: Institution) -> None:
    """Answer a proposal, and prepare the answer to another."""
    carla = town.people["carla"]
    told = {"reasons": "Sí, en parte, porque alcanza.", "by": carla, "at": NOW, "institution": institution}
    answered = _submit(f"Luminarias en el parque {n}", town.call, person, town.territory)
    draft_response(subject=answered.subject, verdict="partly", **told)  # type: ignore[arg-type]
    publish_response(subject=answered.subject, by=carla, at=NOW)
    town.answered = town.answered or Proposal.objects.select_related("subject__response").get(pk=answered.pk)
    prepared = _submit(f"Riego en el camellón {n}", town.call, person, town.territory)
    draft_response(subject=prepared.subject, verdict="accepted", **told)  # type: ignore[arg-type]


def _of_bruno(town: Town, n: int, proposal: Proposal) -> None:
    """Give Bruno what his own pages list: proposals, comments, follows, supports, keys and notifications."""
    bruno = town.people["bruno"]
    mine = _submit(f"Lo que pide Bruno {n}", town.call, bruno, None)
    comment_on(subject=mine.subject, text="Lo digo yo", by=bruno, at=NOW)
    comment_on(subject=mine.subject, text="Le respondo", by=town.people["ana"], at=NOW)
    support_proposal(proposal=Proposal.objects.get(pk=proposal.pk), by=bruno, at=NOW)
    follow(subject=proposal.subject, by=bruno, at=NOW)
    if n < TOKENS_LIMIT:
        token, _raw = issue_token(person=bruno, name=f"Mi mapa {n}", expires_at=None, by=bruno, at=NOW)
        town.token = town.token or token
    _webhooks(town, n)


def _webhooks(town: Town, n: int) -> None:
    """Give somebody a webhook, which officials list, and Bruno's a message more in its log."""
    owner = town.people["bruno"] if n == 0 else town.people[f"vecina{n}"]
    url = "https://programa.example.org/azotea"
    endpoint, _secret = add_endpoint(name=f"Mi mapa {n}", url=url, events=["*"], by=owner, at=NOW)
    town.webhook = town.webhook or endpoint
    message = WebhookDelivery.objects.create(
        endpoint=town.webhook, name="participation.comment.made", sequence=1000 + n, state="sent", created_at=NOW
    )
    town.message = town.message or message
