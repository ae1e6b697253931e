"""The city's own plan: three commitments that go well, late and without evidence, and one that was proposed."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from commitments import actions
from commitments.exchange.home import process_of_plan
from commitments.models import Commitment, Plan
from participation.followup import actions as engine
from participation.models import Action
from participation.origins.actions import write_link
from processes.actions import add_component
from processes.models import Process
from proposals.models import Proposal

if TYPE_CHECKING:
    from proposals.demo.voices import Voices

SHORT: dict[str, Any] = {
    "values": ["transparency", "participation"],
    "policy_areas": ["Gobierno local"],
    "currency": "MXN",
}
COMMITMENTS: tuple[dict[str, Any], ...] = (
    {
        "key": "agua",
        "title": "El agua de cada colonia, medida y publicada",
        "title_en": "The water of each neighbourhood, measured and published",
        "theme": "Servicios que se ven",
        "summary": "Medir cada semana el agua que llega a cada colonia y publicarlo para que cualquiera lo compare.",
        "problem": "Nadie sabe cuánta agua llega a cada colonia ni qué días falta.",
        "causes": "La red tiene medidores solo en los pozos.",
        "status_quo": "En enero había medidores en 4 de 16 colonias y ningún dato publicado.",
        "solution": "Poner un medidor en la entrada de cada colonia y publicar la lectura cada lunes.",
        "expected_results": "Que cada colonia sepa cuánta agua recibe y que el reparto se pueda discutir con datos.",
        "verification_means": "El conjunto de datos «agua por colonia» tiene una lectura por semana y colonia.",
        "alignments": [("sdg", "6.1", ""), ("sdg", "16.10", ""), ("municipal_plan", "Eje 2", "Servicios")],
        "budget_amount": 185_000_000,
        "budget_note": "Fondo para infraestructura social municipal.",
        "objective": "Que las 16 colonias tengan su lectura semanal publicada.",
        "risk": "Robo de medidores.",
        "indicator": ("Colonias con lectura publicada", "colonias", "4", "16"),
        "values_of": ((200, "4"), (140, "7"), (70, "11"), (15, "13")),
        "ambition": {"transparency": "innovative", "participation": "proactive"},
        "steps": (
            ("Poner medidores en las 16 colonias", 16, 45, "movilidad"),
            ("Publicar la lectura de cada lunes", 1, 60, "agua"),
        ),
        "told": (
            (0, 120, "Ya hay medidores en siete colonias. Se empezó por las que reportaron más fallas.", 44),
            (0, 30, "Trece colonias tienen su medidor. Faltan las tres de la parte alta.", 81),
            (1, 60, "La lectura de once colonias se publica cada lunes.", None),
        ),
    },
    {
        "key": "planeacion",
        "title": "Contratos de obra a la vista",
        "title_en": "Public works contracts in view",
        "theme": "Dinero que se ve",
        "summary": "Publicar cada contrato de obra con su empresa, su costo y sus fechas, antes de la obra.",
        "problem": "Los contratos se conocen cuando la obra ya terminó.",
        "status_quo": "En enero el portal tenía contratos de hace dos años.",
        "solution": "Publicar cada contrato a más tardar cinco días después de firmarlo.",
        "verification_means": "Comparar el portal con la gaceta municipal cada trimestre.",
        "alignments": [("sdg", "16.5", ""), ("sdg", "16.6", "")],
        "objective": "Que el cien por ciento de los contratos esté en el portal antes de la obra.",
        "risk": "Empresas que se oponen a publicar sus precios.",
        "indicator": ("Contratos publicados a tiempo", "%", "0", "100"),
        "values_of": ((90, "35"),),
        "ambition": {"transparency": "proactive", "accountability": "proactive"},
        "steps": (
            ("Publicar los contratos del año pasado", 1, -35, "planeacion"),
            ("Revisión trimestral con el consejo ciudadano", 1, 80, "control"),
        ),
        "told": ((0, 95, "Están publicados los contratos de enero a abril.", 30),),
    },
    {
        "key": "mujeres",
        "title": "Rutas seguras para volver a casa",
        "title_en": "Safe ways home",
        "theme": "Servicios que se ven",
        "summary": "Alumbrar y revisar, con quienes las caminan, las rutas entre paradas y colonias.",
        "problem": "Muchas mujeres rodean o pagan taxi porque el camino más corto está a oscuras.",
        "solution": "Recorridos nocturnos con vecinas, lista de puntos oscuros y lámparas en los primeros cuarenta.",
        "verification_means": "Actas de los recorridos y fotografías de cada punto, antes y después.",
        "gender_statement": "Las rutas las eligen las mujeres que las caminan.",
        "alignments": [("sdg", "5.2", ""), ("sdg", "11.7", "")],
        "objective": "Que cuarenta puntos oscuros queden alumbrados.",
        "risk": "Cortes de luz.",
        "indicator": ("Puntos alumbrados", "puntos", "0", "40"),
        "values_of": ((60, "9"), (20, "22")),
        "ambition": {"participation": "innovative"},
        "steps": (
            ("Doce recorridos nocturnos con vecinas", 1, 20, "mujeres"),
            ("Lámparas en cuarenta puntos", 2, 95, "movilidad"),
        ),
        "told": (
            (0, 75, "Se hicieron cinco recorridos y hay una lista de 63 puntos.", 40),
            (0, 25, "Van once recorridos.", 90),
            (1, 18, "Veintidós puntos ya tienen lámpara.", 55),
        ),
    },
)  # fmt: skip
MISSING: dict[str, Any] = {
    "exit_reason": "Dejó de tener a quién enviar a las reuniones.",
    "exit_statement": "Agradecemos el espacio. Seguimos atentas desde fuera y volveremos si podemos.",
}


def promise(voices: "Voices") -> None:
    """Set the city's plan up, publish it, and let offices and a monitor tell how it goes."""
    context = voices.context
    at, by = context.moment(210), context.by
    process = _process(voices, at)
    component = add_component(
        process=process,
        kind="plan",
        title=f"Plan de acción local {context.today.year}–{context.today.year + 1}",
        translations={"en": {"title": f"Local action plan {context.today.year}–{context.today.year + 1}"}},
        slug="compromisos",
        by=by,
        at=at,
    )
    plan = actions.create_plan(
        component=component,
        kind="pal",
        jurisdiction=context.city.name,
        ordinal=1,
        cycle_year=context.today.year,
        starts_on=(at - timedelta(days=5)).date(),
        ends_on=(at + timedelta(days=520)).date(),
        vision="Que lo que se promete se pueda comprobar desde la banqueta.",
        office="Dirección de Planeación y Participación",
        contact="planeacion@ejemplo.mx · 33 0000 0001",
        is_sample=True,
        by=by,
        at=at,
    )
    actions.set_periods(plan=plan, periods=_periods(at, context.moment(0)), by=by, at=at)
    rows = [_promise(voices, plan, told, at) for told in COMMITMENTS]
    actions.publish_plan(plan=plan, by=by, at=at + timedelta(days=8))
    for row, told in zip(rows, COMMITMENTS, strict=True):
        _report(voices, row, told)
    for row, days in ((rows[0], 22), (rows[2], 16)):
        _whole(voices, row, days)
    _watch(voices, rows[0])
    _unproven(voices, rows[2])
    _moved(voices, rows[1])
    accepted = Proposal.objects.filter(subject__response__verdict="accepted").order_by("pk").first()
    if accepted is not None:
        write_link(
            source=accepted.subject,
            outcome=rows[2].subject,
            kind="accepted",
            explanation="La propuesta es parte de este compromiso.",
            by=by,
            at=at + timedelta(days=8),
        )


def _process(voices: "Voices", at: datetime) -> Process:
    context, by = voices.context, voices.context.by
    return process_of_plan(
        by=by,
        at=at,
        opens=(at - timedelta(days=5)).date(),
        closes=(at + timedelta(days=520)).date(),
        phase="Puesta en marcha y seguimiento",
        phase_en="Implementation and follow-up",
        title=f"Plan de acción local {context.today.year}",
        summary="Lo que el gobierno prometió junto con organizaciones, con fecha, con quién responde y con evidencia.",
        slug="plan-de-accion-local",
        institution=context.offices["planeacion"],
        territory=context.city,
        is_sample=True,
        translations={
            "en": {
                "title": f"Local action plan {context.today.year}",
                "summary": "What the government promised together with organisations, with dates and evidence.",
            }
        },
    )


def _periods(at: datetime, today: datetime) -> list[tuple[str, Any, Any]]:
    starts = [(at + timedelta(days=days)).date() for days in (60, 130, 200, 290)]
    names = ("Primer reporte", "Segundo reporte", "Tercer reporte", "Cuarto reporte")
    return [(name, day, day + timedelta(days=45)) for name, day in zip(names, starts, strict=True)]


def _promise(voices: "Voices", plan: Plan, told: dict[str, Any], at: datetime) -> Commitment:
    context = voices.context
    office = context.offices[told["key"]]
    texts = ("title", "theme", "summary", "problem", "causes", "status_quo", "solution", "expected_results",
             "verification_means", "gender_statement", "budget_amount", "budget_note", "ambition")  # fmt: skip
    name, unit, baseline, target = told["indicator"]
    row = actions.add_commitment(
        plan=plan,
        number=str(plan.commitments.count() + 1),
        actors=[
            {"name": office.name, "institution": office, "role": "lead", "sector": "government"},
            {"name": "Red Vecinal de muestra", "role": "monitor", "sector": "civil_society"},
            {"name": "Colectiva Camina, de muestra", "role": "supporting", "sector": "civil_society"},
        ],
        objectives=[{"term": "short", "text": told["objective"], "due_words": f"diciembre {context.today.year + 1}"}],
        risks=[{"level": "component", "text": told["risk"], "likelihood": "media", "impact": "medio"}],
        indicators=[
            {"name": name, "unit": unit, "baseline": baseline, "baseline_on": at.date(), "target": target,
             "target_on": plan.ends_on}
        ],
        alignments=[
            {"framework": framework, "code": code, "title": title} for framework, code, title in told["alignments"]
        ],
        office=office.name,
        contact_post="Enlace de gobierno abierto",
        contact_email=f"{told['key']}@ejemplo.mx",
        translations={"en": {"title": told["title_en"]}},
        report_every=3,
        is_sample=True,
        by=context.by,
        at=at,
        **{name: told[name] for name in texts if name in told},
        **SHORT,
    )  # fmt: skip
    made = [
        engine.add_action(
            parent=row.subject.action,
            title=title,
            weight=weight,
            institution=context.offices[key],
            due_on=(context.moment(-days)).date(),
            deliverable=f"{title}, con su lista pública",
            by=context.by,
            at=at + timedelta(hours=1),
        )
        for title, weight, days, key in told["steps"]
    ]
    actions.set_objective_actions(objective=row.objectives.get(), actions=made, by=context.by, at=at)
    return row


def _steps(row: Commitment) -> list[Action]:
    rows = Action.objects.for_page().of(row.subject).filter(parent__isnull=False)
    return list(rows.order_by("position", "pk"))


def _report(voices: "Voices", row: Commitment, told: dict[str, Any]) -> None:
    context, steps = voices.context, _steps(row)
    for days, value in told["values_of"]:
        at = context.moment(days)
        actions.measure(indicator=row.indicators.get(), on=at.date(), value=Decimal(value), by=context.by, at=at)
    for step, days, text, percent in told["told"]:
        at = context.moment(days)
        update = engine.report_progress(action=steps[step], text=text, percent=percent, by=context.by, at=at)
        engine.add_evidence(
            action=steps[step],
            update=update,
            kind="link",
            title="Lista pública del avance",
            url=f"https://ejemplo.mx/plan/{row.pk}/{step}/{days}",
            by=context.by,
            at=at,
        )


def _whole(voices: "Voices", row: Commitment, days: int) -> None:
    """Let the office tell of the commitment as a whole."""
    text = "Avanza según lo acordado con las organizaciones. El detalle está en cada paso."
    at = voices.context.moment(days)
    engine.report_progress(action=row.subject.action, text=text, by=voices.context.by, at=at)


def _watch(voices: "Voices", row: Commitment) -> None:
    """Let a monitor tell what it sees, beside what the office says."""
    context, watcher = voices.context, voices.people.citizens[1]
    at = context.moment(26)
    engine.name_reporter(
        followed=row.subject,
        person=watcher,
        voice="monitor",
        organisation="Red Vecinal de muestra",
        by=context.by,
        at=at,
    )
    engine.report_progress(
        action=_steps(row)[0],
        text="Contamos doce medidores, no trece: el de la calle Pino no tiene carátula.",
        by=watcher,
        at=context.moment(20),
    )
    engine.raise_obstacle(
        action=_steps(row)[0],
        text="Las tres colonias de la parte alta no tienen camino para la grúa.",
        needed="Un camión más chico",
        needed_from="Movilidad",
        by=context.by,
        at=context.moment(28),
    )


def _unproven(voices: "Voices", row: Commitment) -> None:
    """Let an organisation leave, with its own statement."""
    actor = row.actors.get(role="supporting")
    at = voices.context.moment(40)
    actions.leave_commitment(
        actor=actor,
        on=at.date(),
        reason=MISSING["exit_reason"],
        statement=MISSING["exit_statement"],
        by=voices.context.by,
        at=at,
    )


def _moved(voices: "Voices", row: Commitment) -> None:
    """Move a date and change a text after the plan was published, each with its reason."""
    context, steps = voices.context, _steps(row)
    engine.move_dates(
        action=steps[1],
        due_on=context.moment(-110).date(),
        reason="El consejo ciudadano cambió de integrantes y pidió un mes más.",
        by=context.by,
        at=context.moment(50),
    )
    actions.update_commitment(
        commitment=row,
        solution="Publicar cada contrato a más tardar cinco días después de firmarlo, también los más chicos.",
        reason="El consejo ciudadano pidió incluir los contratos pequeños.",
        legal_basis="Acuerdo de cabildo 14 de muestra",
        by=context.by,
        at=context.moment(45),
    )
