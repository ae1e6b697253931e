"""One small city for the hostile journeys, made through the acts: something public of each kind, and of each kind
something that strangers may not see.

``mark`` goes into every text that a person or an official can write, so that one builder serves the sweep for scripts
too. Each hidden thing holds a word of its own (``SECRETS``) that no stranger may ever read.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import time_machine
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.utils import translation

from participation.access.actions import grant_role
from participation.access.pending.actions import propose_act
from participation.access.viewing.actions import open_viewing
from participation.administrations.actions import declare_administration, pronounce
from participation.agenda.actions import publish_meeting
from participation.asks.actions import submit_ask
from participation.comments.actions import comment_on, withdraw_comment
from participation.evaluations.actions import count_due, open_evaluation
from participation.events.relay import relay
from participation.files.actions import attach
from participation.follows.actions import follow
from participation.followup.actions import add_action, move_dates, name_reporter, tell
from participation.institutions.actions import create_institution, set_aliases
from participation.models import (
    Announcement,
    ApiToken,
    Appeal,
    Ask,
    Attachment,
    Block,
    Breach,
    Comment,
    Flag,
    Institution,
    Notice,
    Organisation,
    Page,
    PendingAct,
    Person,
    Reuse,
    Role,
    Territory,
    WebhookDelivery,
    WebhookEndpoint,
)
from participation.moderation.actions import decide, flag
from participation.organisations.actions import approve_organisation, register_organisation
from participation.origins.actions import add_link
from participation.people.actions import issue_token
from participation.responses.actions import draft_response, publish_response
from participation.reuses.actions import publish_reuse, submit_reuse
from participation.territories.actions import create_territory, import_territories
from participation.veda.actions import declare_period
from participation.verification.actions import verify_at_counter
from participation.web import installation, memo
from participation.web.actions import create_page, update_installation
from participation.webhooks.actions import add_endpoint, send_test
from processes.actions import (
    add_component,
    add_phase,
    change_phase_dates,
    close_process,
    create_mechanism,
    create_process,
    publish_closing,
    publish_conclusion,
    publish_news,
    publish_process,
    update_process,
    write_news,
)
from processes.actions.opinion import add_statement, answer_statement
from processes.actions.opinion_round import publish_round
from processes.agreements.actions import make_agreement
from processes.models import (
    Component,
    Conclusion,
    Encounter,
    Mechanism,
    OpinionRound,
    Phase,
    Process,
    Registration,
    Statement,
)
from processes.sensitive import CHANGE_OF_DATES, date_arguments
from proposals.actions import (
    edit_proposal,
    save_draft,
    start_draft,
    submit_proposal,
    support_proposal,
    withdraw_proposal,
)
from proposals.actions.dossier import add_note, assign_dossiers, write_opinion
from proposals.amendments.actions import propose_amendment
from proposals.content import content
from proposals.models import Amendment, Dossier, Proposal
from tests.budgets.results.town import build_counts
from tests.budgets.town import build_pots
from tests.budgets.voting.town import build_ballots
from tests.commitments.judged import judge
from tests.commitments.made import promise
from tests.journeys.booths import set_up_booth
from tests.journeys.councils import sit
from tests.journeys.listening import hear
from tests.journeys.meetings import meet
from tests.journeys.offices import disagree, keep_offices
from tests.participation.files import samples
from tests.personas import NOW, make_person
from tests.processes.consultations.town import ask_in
from tests.processes.texts.town import compose

# What nobody but its officials and its author may read, by the thing that holds it.
SECRETS = {
    "draft_process": "cacomixtle",
    "hidden": "tlacuache",
    "draft": "ajolote",
    "pending": "quetzal",
    "hidden_comment": "xoloitzcuintle",
    "withdrawn_comment": "ocelote",
    "unpublished_answer": "tapir",
    "dossier": "ocofaisán",
    "registration": "chachalaca",
}
# What no public page may hold: how to reach a person, and what document they have.
PRIVATE = ("correo-privado.example", "5512340", "XEXX", "19900501", "1990-05-01")
DOCUMENT = "PASAPORTE19900501XEXX"
SQUARE = {"type": "Polygon", "coordinates": [[[-97, 19], [-96, 19], [-96, 20], [-97, 20], [-97, 19]]]}


def evaluate(proposal: Proposal, carla: Person, words: str = "Sí se puede.") -> Dossier:
    """Have Carla evaluate a proposal; all that she is asked and writes is a secret of the officials."""
    [dossier] = assign_dossiers(proposals=[proposal], evaluators=[carla], by=carla, at=NOW, asked_for=words)
    add_note(dossier=dossier, text=words, by=carla, at=NOW)
    return write_opinion(dossier=dossier, by=carla, at=NOW, feasibility="feasible", opinion=words)


@dataclass
class World:
    """What was made, by name."""

    mark: str = ""
    people: dict[str, Person] = field(default_factory=dict)
    process: Process = None  # type: ignore[assignment]
    call: Component = None  # type: ignore[assignment]
    phase: Phase = None  # type: ignore[assignment]
    text_page: Component = None  # type: ignore[assignment]
    draft_process: Process = None  # type: ignore[assignment]
    draft_call: Component = None  # type: ignore[assignment]
    proposal: Proposal = None  # type: ignore[assignment]
    answered: Proposal = None  # type: ignore[assignment]
    dossier: Dossier = None  # type: ignore[assignment]
    hidden: Proposal = None  # type: ignore[assignment]
    withdrawn: Proposal = None  # type: ignore[assignment]
    draft: Proposal = None  # type: ignore[assignment]
    pending: Proposal = None  # type: ignore[assignment]
    comment: Comment = None  # type: ignore[assignment]
    hidden_comment: Comment = None  # type: ignore[assignment]
    withdrawn_comment: Comment = None  # type: ignore[assignment]
    image: Attachment = None  # type: ignore[assignment]
    document: Attachment = None  # type: ignore[assignment]
    hidden_file: Attachment = None  # type: ignore[assignment]
    draft_file: Attachment = None  # type: ignore[assignment]
    institution: Institution = None  # type: ignore[assignment]
    territory: Territory = None  # type: ignore[assignment]
    page: Page = None  # type: ignore[assignment]
    token: ApiToken = None  # type: ignore[assignment]
    webhook: WebhookEndpoint = None  # type: ignore[assignment]
    message: WebhookDelivery = None  # type: ignore[assignment]
    flag: Flag = None  # type: ignore[assignment]
    pending_act: PendingAct = None  # type: ignore[assignment]
    appeal: Appeal = None  # type: ignore[assignment]
    block: Block = None  # type: ignore[assignment]
    breach: Breach = None  # type: ignore[assignment]
    newsletter: Announcement = None  # type: ignore[assignment]
    unsent: Announcement = None  # type: ignore[assignment]
    questions: Component = None  # type: ignore[assignment]
    question: Ask = None  # type: ignore[assignment]
    unread: Ask = None  # type: ignore[assignment]
    datarequest: Ask = None  # type: ignore[assignment]
    reuse: Reuse = None  # type: ignore[assignment]
    organisation: Organisation = None  # type: ignore[assignment]
    booth: Any = None
    amendment: Amendment = None  # type: ignore[assignment]
    debate: Component = None  # type: ignore[assignment]
    conclusion: Conclusion = None  # type: ignore[assignment]
    opinions: Component = None  # type: ignore[assignment]
    statement: Statement = None  # type: ignore[assignment]
    unread_statement: Statement = None  # type: ignore[assignment]
    opinion_round: OpinionRound = None  # type: ignore[assignment]
    survey: Any = None
    unready_survey: Any = None
    survey_question: Any = None
    survey_answer: Any = None
    survey_text: Any = None
    encounters: Component = None  # type: ignore[assignment]
    encounter: Encounter = None  # type: ignore[assignment]
    intervention: Ask = None  # type: ignore[assignment]
    attended: Encounter = None  # type: ignore[assignment]
    met: Encounter = None  # type: ignore[assignment]
    unannounced: Encounter = None  # type: ignore[assignment]
    captured: Registration = None  # type: ignore[assignment]
    calendar_secret: str = ""
    text: Any = None
    adopted_text: Any = None
    unpublished_text: Any = None
    suggestion: Any = None
    signature: Any = None
    forum: Any = None
    draft_forum: Any = None
    open_call: Any = None
    over_call: Any = None
    decided_call: Any = None
    candidacy: Any = None
    chosen: Any = None
    member: Any = None
    session: Any = None
    reviewed: Any = None
    adherence: Any = None
    heard: Any = None
    heard_first: Any = None
    second_reader: Any = None
    contribution: Any = None
    unread_contribution: Any = None
    cluster: Any = None
    cluster_step: Any = None
    tree: Any = None
    tree_node: Any = None
    ranked: Any = None
    solution: Any = None
    ranking_sheet: Any = None
    unset_budget: Any = None
    counted: Any = None
    assembly: Any = None
    elsewhere: Any = None
    pot: Any = None
    empty_pot: Any = None
    pot_project: Any = None
    refused_project: Any = None
    study: Any = None
    work: Any = None
    contract: Any = None
    ballot: Any = None
    on_ballot: Any = None
    table: Any = None
    table_officers: Any = None

    def says(self, text: str) -> str:
        """Return a text that carries the mark."""
        return f"{self.mark}{text}"

    def notice_of(self, name: str) -> Notice:
        """Return a notification of somebody."""
        return Notice.objects.filter(person=self.people[name]).latest("pk")


def build_world(mark: str = "") -> World:
    """Make the city. The clock must stand at NOW."""
    world = World(mark=mark)
    _people(world)
    _ground(world)
    _process(world)
    _proposals(world)
    _conversation(world)
    _asks(world)
    _debates(world)
    _opinions(world)
    ask_in(world)
    compose(world)
    build_pots(world)
    build_counts(world)
    build_ballots(world)
    meet(world)
    sit(world)
    hear(world)
    judge(world)
    _secrets(world)
    while relay(at=NOW):
        pass
    return world


@contextmanager
def standing_world(mark: str = "") -> Iterator[World]:
    """Make the city in a transaction that is undone at the end; what a test changes in it is undone before the next.

    Tests that need transactions of their own cannot share a file with those that stand in this one.
    """
    around = transaction.atomic()
    around._from_testcase = True  # as Django marks the transaction around a test: acts do not count it as theirs
    with around:
        installation.forget()
        memo.forget()
        with time_machine.travel(NOW, tick=False), translation.override(settings.LANGUAGE_CODE):
            world = build_world(mark)
        connection.run_on_commit = []
        yield world
        transaction.set_rollback(True)


def _people(world: World) -> None:
    names = ["Ana", "Bruno", "Carla", "Dario", "Elena", "Olga", "Fausto"]
    for number, name in enumerate(names, start=1):
        world.people[name.lower()] = make_person(
            name, email=f"{name.lower()}@correo-privado.example", phone=f"+525512340{number:03}", lang="es-mx",
            is_staff=name in {"Carla", "Dario", "Elena", "Olga"},
        )  # fmt: skip
    for person in world.people.values():
        EmailAddress.objects.create(user=person, email=str(person.email), verified=True, primary=True)
        person.name = world.says(person.name)
        person.save(update_fields=["name"])
    carla = world.people["carla"]
    Role.objects.create(person=carla, kind="steward", granted_at=NOW)
    open_viewing(by=carla, reason=world.says("Atender la ventanilla"), at=NOW)
    for name, kind in (("dario", "moderator"), ("elena", "evaluator"), ("olga", "observer")):
        grant_role(person=world.people[name], kind=kind, scope=None, by=carla, at=NOW)


def _ground(world: World) -> None:
    carla = world.people["carla"]
    update_installation(
        by=carla, at=NOW, name=world.says("Azotea")[:60], government=world.says("Ayuntamiento"),
        headline=world.says("Decide con tu ciudad"), contact_phone=world.says("2281234567")[:40],
        licence=world.says("CC BY 4.0"), translations={"en": {"headline": world.says("Decide")}},
    )  # fmt: skip
    world.territory = create_territory(
        name=world.says("Xalapa"), level=world.says("municipio")[:40], outline=SQUARE, source=world.says("INEGI"),
        by=carla, at=NOW,
    )  # fmt: skip
    world.institution = create_institution(
        name=world.says("Obras"), slug="obras", short_name=world.says("DOP"), kind=world.says("dirección")[:40],
        phone=world.says("2280000000")[:40], by=carla, at=NOW,
    )  # fmt: skip
    set_aliases(institution=world.institution, names=[world.says("Alias de obras")], by=carla, at=NOW)
    world.page = create_page(
        title=world.says("Ayuda"), body=world.says("<p>Texto</p>"), slug="ayuda-de-prueba", by=carla, at=NOW,
        translations={"en": {"title": world.says("Help"), "body": world.says("<p>Text</p>")}},
    )  # fmt: skip
    verify_at_counter(
        person=world.people["ana"], document=DOCUMENT, birth_date=date(1990, 5, 1), territory=world.territory,
        by=carla, at=NOW - timedelta(days=3),
    )  # fmt: skip
    declare_period(
        name=world.says("Campañas de entonces"), territory=world.territory, starts_on=date(2024, 3, 1),
        ends_on=date(2024, 6, 2), legal_basis=world.says("Constitución, artículo 41"), by=carla, at=NOW,
        legal_url="https://www.diputados.gob.mx/LeyesBiblio/pdf/CPEUM.pdf",
        translations={"en": {"name": world.says("Campaigns of then")}},
    )  # fmt: skip
    quoted = world.says("Colonia").replace('"', '""')
    import_territories(
        data=f'name,level\n"{quoted}",colonia\n'.encode(), file_name=world.says("colonias.csv"),
        source=world.says("Catálogo"), licence=world.says("Libre"), by=carla, at=NOW, parent=world.territory,
    )  # fmt: skip


def _a_process(world: World, title: str, **more: Any) -> tuple[Process, Component, Phase]:
    carla = world.people["carla"]
    process = create_process(
        title=world.says(title), summary=world.says("Resumen"), description=world.says("<p>Descripción</p>"),
        who_participates=world.says("Quien viva aquí"), what_is_decided=world.says("Qué obras"),
        how_decided=world.says("Con razones"), contact_name=world.says("Ventanilla"), territory=world.territory,
        institution=world.institution, by=carla, at=NOW - timedelta(days=20), **more,
    )  # fmt: skip
    call = add_component(
        process=process, kind="proposals", title=world.says("Propuestas"), slug="propuestas",
        description=world.says("<p>Propón</p>"), by=carla, at=NOW - timedelta(days=20),
        settings=more.pop("settings", {"amendments_allowed": True}),
    )  # fmt: skip
    phase = add_phase(
        process=process, title=world.says("Propuestas"), description=world.says("Propón"),
        objective=world.says("Objetivo"), strategies=world.says("Estrategias"), products=world.says("Productos"),
        opens_at=NOW - timedelta(days=10), closes_at=NOW + timedelta(days=10), by=carla, at=NOW - timedelta(days=20),
        openings={call.pk: ["propose", "support", "comment"]},
    )  # fmt: skip
    add_phase(
        process=process, title=world.says("Respuestas"), opens_at=NOW + timedelta(days=10),
        closes_at=NOW + timedelta(days=20), by=carla, at=NOW - timedelta(days=20),
    )  # fmt: skip
    return process, call, phase


def _process(world: World) -> None:
    carla = world.people["carla"]
    world.process, world.call, world.phase = _a_process(world, "Plan de prueba", slug="plan-de-prueba")
    world.text_page = add_component(
        process=world.process, kind="pages", title=world.says("Reglas"), slug="reglas",
        description=world.says("<p>Reglas</p>"), by=carla, at=NOW - timedelta(days=20),
    )  # fmt: skip
    publish_process(process=world.process, by=carla, at=NOW - timedelta(days=15), accept_warnings=True)
    update_process(
        process=world.process, by=carla, at=NOW - timedelta(days=14),
        translations={"en": {"title": world.says("Test plan"), "summary": world.says("Summary")}},
    )  # fmt: skip
    world.process.refresh_from_db()
    change_phase_dates(
        phase=world.phase, opens_at=world.phase.opens_at, closes_at=NOW + timedelta(days=9), by=carla,
        at=NOW - timedelta(days=2), reason=world.says("Se acordó en la mesa"),
    )  # fmt: skip
    world.pending_act = propose_act(
        kind=CHANGE_OF_DATES.kind, reason=world.says("Lo pidió la mesa de trabajo"), by=carla, at=NOW,
        arguments=date_arguments(world.phase, world.phase.opens_at, NOW + timedelta(days=30)),
    )  # fmt: skip
    world.call = Component.objects.get(pk=world.call.pk)
    _ended(world)
    _mechanism(world)
    texts = {"title": world.says("Noticia"), "body": f"<p>{world.says('Texto de la noticia')}</p>"}
    declare_administration(name=world.says("Administración nueva"), starts_on=date(2026, 11, 12), by=carla, at=NOW)
    pronounce(
        subject=world.process.subject,
        stance="changes",
        reasons=world.says("Sigue con la mitad del dinero."),
        by=carla,
        at=NOW,
    )
    publish_meeting(
        institution=world.institution, starts_at=NOW + timedelta(days=2), by=carla, at=NOW,
        **{name: world.says(f"Texto de {name}") for name in ("office", "holder", "counterpart", "topic", "place", "outcome")},
    )  # fmt: skip
    _agreed(world)
    promise(world.process, world.institution, world.people["carla"], mark=world.mark)
    news = write_news(process=world.process, **texts, translations={"en": texts}, by=carla, at=NOW)
    publish_news(news=news, by=carla, at=NOW)
    world.booth = set_up_booth(world)


def _agreed(world: World) -> None:
    """Agree on something, followed up with a step, a report, evidence, an obstacle and a second voice."""
    carla, says = world.people["carla"], world.says
    row = make_agreement(
        parent=world.process.subject, title=says("Acuerdo"), text=says("Lo acordado"), institution=world.institution,
        responsible=says("Vecinas"), contact=says("Ventanilla"), due_on=NOW.date() - timedelta(days=1),
        made_on=NOW.date() - timedelta(days=40), report_every=1, by=carla, at=NOW,
    )  # fmt: skip
    root = row.subject.action
    step = add_action(
        parent=root, title=says("Paso"), description=says("Qué"), due_words="invierno 2027", by=carla, at=NOW
    )
    for action in (root, step):
        tell(
            action=action, text=says("Van diez"), how="stopped", percent=10, links=[(says("Acta"), "https://a.mx/acta")],
            obstacle=says("Falta"), needed=says("Firma"), needed_from=says("Quien"), by=carla, at=NOW,
        )  # fmt: skip
    named = {"voice": "monitor", "organisation": says("Observatorio")}
    name_reporter(followed=row.subject, person=world.people["ana"], by=carla, at=NOW, **named)
    move_dates(action=step, due_on=NOW.date() + timedelta(days=9), reason=says("Lluvia"), by=carla, at=NOW)


def _mechanism(world: World) -> None:
    texts = {name: world.says(f"Texto de {name}") for name in Mechanism.TRANSLATABLE}
    made = create_mechanism(
        slug="consulta", **texts, legal_url="https://www.diputados.gob.mx/LeyesBiblio/pdf/CPEUM.pdf",
        checked_on=date(2026, 11, 1), translations={"en": texts}, by=world.people["carla"], at=NOW,
    )  # fmt: skip
    update_process(process=world.process, by=world.people["carla"], at=NOW, mechanism=made)


def _ended(world: World) -> None:
    """Close a process that says what came of it and was evaluated; ask how the other one was."""
    carla, then = world.people["carla"], NOW - timedelta(days=40)
    ended = create_process(
        title=world.says("Plan que terminó"), summary=world.says("Resumen"), slug="plan-que-termino",
        who_participates=world.says("Quien viva aquí"), what_is_decided=world.says("Qué obras"),
        how_decided=world.says("Con razones"), institution=world.institution, by=carla, at=then,
    )  # fmt: skip
    add_phase(
        process=ended, title=world.says("Todo"), opens_at=then - timedelta(days=9), closes_at=then, by=carla, at=then
    )
    publish_process(process=ended, by=carla, at=then, accept_warnings=True)
    said = {name: world.says(f"<p>{name}</p>") for name in ("results", "changed", "lessons")}
    close_process(process=ended, by=carla, at=then, outcome={**said, "translations": {"en": said}})
    publish_closing(
        process=ended, by=carla, at=then, reason=world.says("Faltaba un dato"), **{**said, "results": world.says("Otro")}
    )  # fmt: skip
    open_evaluation(about=ended.subject, by=carla, at=then)
    count_due(at=NOW)
    open_evaluation(about=world.process.subject, by=carla, at=NOW)


def propose(world: World, title: str, by: Person, **more: Any) -> Proposal:
    """Hand in a proposal."""
    return submit_proposal(
        component=more.pop("component", world.call), title=world.says(title), by=by, at=NOW - timedelta(days=1),
        body=world.says(f"{title}: que se haga pronto, porque nos hace falta a quienes vivimos en esta colonia."),
        territory=world.territory, latitude="19.5", longitude="-96.5", address=world.says("Calle Uno"),
        tags=[world.says("agua")[:40]], **more,
    )  # fmt: skip


def _proposals(world: World) -> None:
    ana, carla = world.people["ana"], world.people["carla"]
    world.proposal = propose(world, "Banquetas parejas en el centro", ana)
    world.image = attach(
        subject=world.proposal.subject, alt=world.says("Una banqueta rota"), by=ana, at=NOW,
        upload=SimpleUploadedFile(world.says("banqueta.png")[:150], samples.image("PNG", (40, 30)), "image/png"),
    )  # fmt: skip
    world.document = attach(
        subject=world.proposal.subject, alt="", by=ana, at=NOW,
        upload=SimpleUploadedFile(world.says("plano.pdf")[:150], samples.PDF, "application/pdf"),
    )  # fmt: skip
    edit_proposal(
        proposal=world.proposal, by=ana, at=NOW - timedelta(days=1), reason=world.says("Faltaba un dato"),
        content=content(
            title=world.says("Banquetas parejas en todo el centro"), territory=world.territory, latitude="19.5",
            body=world.says("Que se arreglen las banquetas de todas las calles del centro, sin escalones."),
            longitude="-96.5", address=world.says("Calle Uno"), tags=[world.says("agua")[:40]],
        ),
    )  # fmt: skip
    world.amendment = propose_amendment(
        proposal=Proposal.objects.get(pk=world.proposal.pk), position=0, by=world.people["fausto"], at=NOW,
        passage=Proposal.objects.get(pk=world.proposal.pk).body, wording=world.says("Que se arreglen con rampas."),
        title=world.says("Agregar rampas"), reason=world.says("Sin rampas no pasan las sillas de ruedas."),
    )  # fmt: skip
    support_proposal(proposal=world.proposal, by=world.people["bruno"], at=NOW)
    follow(subject=world.proposal.subject, by=world.people["bruno"], at=NOW)
    follow(subject=world.process.subject, by=world.people["bruno"], at=NOW)
    world.answered = propose(world, "Luminarias en el parque", ana)
    follow(subject=world.answered.subject, by=world.people["bruno"], at=NOW)
    draft_response(
        subject=world.answered.subject, verdict="partly", reasons=world.says("Sí, en parte, porque alcanza."), by=carla,
        at=NOW, reference=world.says("OF-1")[:80], signer=world.says("La directora"), institution=world.institution,
    )  # fmt: skip
    publish_response(subject=world.answered.subject, by=carla, at=NOW)
    draft_response(
        subject=world.proposal.subject, verdict="rejected", reasons=SECRETS["unpublished_answer"], by=carla, at=NOW
    )
    world.dossier = evaluate(world.proposal, carla, SECRETS["dossier"])
    add_link(
        source=world.proposal.subject, outcome=world.answered.subject, kind="inspired",
        explanation=world.says("De una nació la otra"), by=carla, at=NOW,
    )  # fmt: skip
    world.withdrawn = propose(world, "Más bancas en la plaza", ana)
    withdraw_proposal(proposal=world.withdrawn, by=ana, at=NOW, reason=world.says("Ya están"))
    world.withdrawn.refresh_from_db()


def _conversation(world: World) -> None:
    ana, bruno, dario = (world.people[name] for name in ("ana", "bruno", "dario"))
    subject = world.proposal.subject
    world.comment = comment_on(subject=subject, text=world.says("De acuerdo con todo"), by=ana, at=NOW, stance="for")
    comment_on(subject=subject, text=world.says("Yo también"), by=bruno, at=NOW, parent=world.comment)
    world.withdrawn_comment = comment_on(subject=subject, text=SECRETS["withdrawn_comment"], by=ana, at=NOW)
    withdraw_comment(comment=world.withdrawn_comment, by=ana, at=NOW)
    world.hidden_comment = comment_on(subject=subject, text=SECRETS["hidden_comment"], by=ana, at=NOW)
    flag(
        subject=subject, comment=world.hidden_comment, by=bruno, reason="insult", at=NOW, text=world.says("Insulta"),
    )  # fmt: skip
    decide(
        subject=subject, comment=world.hidden_comment, outcome="hide", reason=world.says("Insulta a otra persona"),
        by=dario, at=NOW,
    )  # fmt: skip
    world.flag = flag(
        subject=subject, comment=world.comment, by=bruno, reason="spam", at=NOW, text=world.says("Se repite")
    )
    flag(subject=world.answered.subject, by=bruno, reason="spam", at=NOW, text=world.says("Se repite"))
    token, _raw = issue_token(person=bruno, name=world.says("Mi mapa"), expires_at=None, by=bruno, at=NOW)
    world.token = token
    world.webhook, _secret = add_endpoint(
        name=world.says("Mi mapa"), url="https://programa.example.org/azotea", events=["*"], by=bruno, at=NOW
    )
    send_test(endpoint=world.webhook, by=bruno, at=NOW)
    world.message = world.webhook.deliveries.get()


def _asks(world: World) -> None:
    """Ask an office in two activities, one of them moderated, ask for data, and show what was built on them."""
    ana, carla = world.people["ana"], world.people["carla"]

    def asked(slug: str, title: str, **settings: Any) -> Ask:
        component = add_component(
            process=world.process, kind="questions", title=world.says("Preguntas"), slug=slug, by=carla, at=NOW,
            settings=settings,
        )  # fmt: skip
        add_phase(
            process=world.process, title=world.says("Preguntas"), opens_at=NOW - timedelta(days=5), by=carla, at=NOW,
            openings={component.pk: ["ask", "join", "comment"]}, reason=world.says("Se agregó"),
        )  # fmt: skip
        world.questions = world.questions or component
        return submit_ask(
            kind="question", place=Component.objects.get(pk=component.pk).subject, title=world.says(title), by=ana,
            at=NOW, body=world.says("Hace meses que nadie lo dice."), institution=world.institution,
        )  # fmt: skip

    world.question = asked("preguntas", "¿Cuándo se repara el puente?")
    world.unread = asked("preguntas-leidas", "¿Quién cuida el parque?", moderation="before")
    world.datarequest = submit_ask(
        kind="datarequest", title=world.says("Luminarias por colonia"), by=ana, at=NOW, institution=world.institution,
        body=world.says("Para un mapa"),
    )  # fmt: skip
    world.reuse = submit_reuse(
        title=world.says("Mapa de luces")[:120], description=world.says("Enseña qué calles están a oscuras"), by=ana,
        link="https://mapa.example.org/luces", kind="chart", datasets=["proposals"], at=NOW,
    )  # fmt: skip
    publish_reuse(reuse=world.reuse, by=carla, at=NOW)
    world.organisation = register_organisation(
        name=world.says("Ríos Vivos")[:120], kind="collective", sector=world.says("ríos")[:80], by=ana, at=NOW,
        description=world.says("Limpiamos el arroyo cada mes"), contact=world.says("hola@rios.example.org")[:200],
        website="https://rios.example.org/", role=world.says("vocera")[:80],
    )  # fmt: skip
    approve_organisation(organisation=world.organisation, by=carla, at=NOW)
    comment_on(
        subject=world.datarequest.subject, text=world.says("Nos sirve"), by=ana, at=NOW,
        organisation=Organisation.objects.get(),
    )  # fmt: skip


def _debates(world: World) -> None:
    """Hold a debate that ended, conclude it, and say what followed."""
    carla, ana = world.people["carla"], world.people["ana"]
    settings = {"in_favour": world.says("Que se cierre"), "against": world.says("Que siga abierta")}
    made = add_component(
        process=world.process, kind="debate", title=world.says("¿Cerramos la calle?"), slug="debate", by=carla, at=NOW,
        settings=settings,
    )  # fmt: skip
    add_phase(
        process=world.process, title=world.says("Debate"), opens_at=NOW - timedelta(days=5), by=carla, at=NOW,
        closes_at=NOW - timedelta(hours=1), openings={made.pk: ["comment"]}, reason=world.says("Se agregó"),
    )  # fmt: skip
    world.debate = Component.objects.with_clock().get(pk=made.pk)
    reason = {"text": world.says("Porque se camina mejor."), "stance": "for"}
    comment_on(subject=world.debate.subject, by=ana, at=NOW - timedelta(days=1), **reason)
    world.conclusion = publish_conclusion(
        component=world.debate, conclusions=world.says("Se cierra los domingos"), follows=world.says("En marzo"),
        by=carla, at=NOW,
    )  # fmt: skip


def _opinions(world: World) -> None:
    """Add statements, one of which waits for a moderator, answer one, and publish a computing without groups."""
    carla, ana = world.people["carla"], world.people["ana"]
    for slug, rules in (("opiniones", {}), ("opiniones-leidas", {"moderation": "before"})):
        made = add_component(
            process=world.process, kind="opinions", title=world.says("¿Cómo convivimos?"), slug=slug, by=carla, at=NOW,
            settings=rules,
        )  # fmt: skip
        add_phase(
            process=world.process, title=world.says("Opiniones"), opens_at=NOW - timedelta(days=5), by=carla, at=NOW,
            openings={made.pk: ["answer", "add"]}, reason=world.says("Se agregó"),
        )  # fmt: skip
        component = Component.objects.with_clock().get(pk=made.pk)
        row = add_statement(component=component, text=world.says("Más luz en las calles"), by=ana, at=NOW)
        if rules:
            world.unread_statement = row
        else:
            world.opinions, world.statement = component, row
    answer_statement(statement=world.statement, value=1, by=carla, at=NOW)
    world.opinion_round = OpinionRound.objects.create(
        component=world.opinions, number=1, started_at=NOW, attempts=1, lease_until=NOW
    )
    publish_round(row=world.opinion_round, at=NOW, people=12, results={"groups": [], "statements": []}, digest="0" * 64)


def _secrets(world: World) -> None:
    ana, fausto, carla, dario = (world.people[name] for name in ("ana", "fausto", "carla", "dario"))
    world.hidden = propose(world, f"Algo que se ocultó {SECRETS['hidden']}", ana)
    world.hidden_file = attach(
        subject=world.hidden.subject, upload=SimpleUploadedFile("a.pdf", samples.PDF, "application/pdf"), by=ana, at=NOW
    )
    decide(subject=world.hidden.subject, outcome="hide", reason=world.says("Datos personales"), by=dario, at=NOW)
    world.hidden.refresh_from_db()
    disagree(world, world.hidden_comment, ana)
    keep_offices(world, world.comment)
    world.draft = start_draft(component=world.call, by=fausto, at=NOW)
    secret = SECRETS["draft"]
    save_draft(
        proposal=world.draft, by=fausto, at=NOW,
        content=content(title=f"Borrador {secret} en mi calle", body=f"Texto {secret} que aún no termino de escribir."),
    )  # fmt: skip
    world.draft.refresh_from_db()
    world.draft_process, world.draft_call, _phase = _a_process(
        world, f"Plan {SECRETS['draft_process']}", slug="plan-en-borrador"
    )
    world.draft_file = attach(
        subject=world.draft_process.subject, by=carla, at=NOW,
        upload=SimpleUploadedFile("b.pdf", samples.PDF, "application/pdf"),
    )  # fmt: skip
    moderated = add_component(
        process=world.process, kind="proposals", title=world.says("Buzón moderado"), slug="buzon-moderado", by=carla,
        at=NOW, settings={"moderation": "before"},
    )  # fmt: skip
    add_phase(
        process=world.process, title=world.says("Buzón"), opens_at=NOW - timedelta(days=5), by=carla, at=NOW,
        openings={moderated.pk: ["propose"]}, reason=world.says("Se agregó"),
    )  # fmt: skip
    world.pending = propose(world, f"Espera moderación {SECRETS['pending']}", ana, component=moderated)
