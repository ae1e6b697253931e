"""What the sample citizens tell for the plan of open government, and what the team makes of it: a whole cycle."""

import tomllib
from datetime import timedelta
from typing import Any

from participation.models import Person, Role
from participation.responses.actions import draft_response, publish_response
from processes.actions import add_component, add_phase, create_process, publish_process
from processes.cocreation.actions import clusters as acts
from processes.cocreation.actions.contributions import contribute, write_down_contribution
from processes.cocreation.trees import actions as trees
from processes.models import Cluster, Component, Contribution, Placement, Process, TreeNode
from proposals.demo.calls import contact, translate
from proposals.demo.places import DATA
from proposals.demo.tables import add_tables, sit_at_tables
from proposals.demo.voices import Voices

OPENED, ENDED, PUBLISHED, ANSWERED = 45, 20, 14, 6  # days ago
ASKED, ASKS_UNTIL = 12, -18  # of what is still asked
SHEETS = 3  # every third one was said at a table in the square, without a name
MINE = 1  # of each activity, which one the demo citizen handed in


def hear(voices: Voices) -> Process:
    """Ask, put in order with two readers, publish, grow a tree, hold a table, answer three clusters of four; ask on."""
    said: dict[str, Any] = tomllib.loads((DATA / "demo" / "aportaciones.toml").read_text(encoding="utf-8"))
    process = _process(voices)
    heard, asked = _activity(voices, process, said), _activity(voices, process, said["open"])
    tables = add_tables(voices, process, voices.context.moment(OPENED + 2))
    _phases(voices, process, heard, asked, tables)
    publish_process(process=process, by=voices.context.by, at=voices.context.moment(OPENED), accept_warnings=True)
    texts = [(text, group["theme"]) for group in said["cluster"] for text in group["texts"]]
    rows = _contributions(voices, heard, [*texts, *((text, "") for text in said["orphans"]["texts"])], OPENED - 1)
    made = _clusters(voices, heard, said, rows)
    _tree(voices, heard, said["tree"], made)
    sit_at_tables(voices, process)
    _answers(voices, said, made)
    _begin_to_order(voices, asked, said["open"])
    return process


def _process(voices: Voices) -> Process:
    context, at = voices.context, voices.context.moment(OPENED + 2)
    process = create_process(
        title="Cocreación del plan de gobierno abierto",
        summary="Qué quieres poder saber y seguir del gobierno: se escucha, se ordena en público y se responde.",
        who_participates="Cualquier persona, en línea o en las mesas de las plazas, con o sin nombre.",
        what_is_decided="Los compromisos del plan de gobierno abierto.",
        how_decided="Dos personas del equipo ordenan todo lo que llega; cada grupo tiene respuesta con razones.",
        by=context.by,
        at=at,
        institution=context.offices["planeacion"],
        territory=context.city,
        is_sample=True,
        slug="cocreacion-del-plan",
        promise=3,
        **contact("planeacion"),
    )
    translate(
        process,
        context,
        at,
        title="Co-creation of the plan of open government",
        summary="What you want to be able to know and follow of the government: heard, put in order in public, answered.",
        who_participates="Anyone, online or at the tables in the squares, with or without a name.",
        what_is_decided="The commitments of the plan of open government.",
        how_decided="Two people of the team put in order all that comes in; each cluster gets an answer with reasons.",
    )
    return process


def _activity(voices: Voices, process: Process, said: dict[str, Any]) -> Component:
    return add_component(
        process=process,
        kind="contributions",
        title=said["title"],
        description=said["description"],
        translations={"en": {"title": said["title_en"], "description": said["description_en"]}},
        settings={"themes": said["themes"], "answer_days": 60},
        by=voices.context.by,
        at=voices.context.moment(OPENED + 2),
    )


def _phases(voices: Voices, process: Process, heard: Component, asked: Component, tables: Component) -> None:
    moment = voices.context.moment
    rows: tuple[tuple[int, int, dict[int, list[str]], str, str], ...] = (
        (OPENED, ENDED, {heard.pk: ["contribute"]}, "Escucha", "Listening"),
        (ENDED, ASKED, {tables.pk: ["register"]}, "Orden y respuestas", "Order and answers"),
        (ASKED, ASKS_UNTIL, {asked.pk: ["contribute"], tables.pk: ["register"]}, "Segunda escucha", "Listening again"),
    )
    for opens, closes, openings, title, english in rows:
        add_phase(
            process=process, opens_at=moment(opens), closes_at=moment(closes), title=title, by=voices.context.by,
            openings=openings, at=moment(OPENED + 2), translations={"en": {"title": english}},
        )  # fmt: skip


def _contributions(
    voices: Voices, activity: Component, texts: list[tuple[str, str]], day: int
) -> dict[str, Contribution]:
    component = Component.objects.with_clock().get(pk=activity.pk)  # as it is since the process is public
    found: dict[str, Contribution] = {}
    for number, (text, theme) in enumerate(texts):
        at = voices.context.moment(day - number, hour=12)
        told: dict[str, Any] = {"component": component, "text": text, "theme": theme, "at": at, "is_sample": True}
        if number % SHEETS == 0:
            found[text] = write_down_contribution(by=voices.context.by, channel="counter", **told)
        else:
            by = voices.people.citizen if number == MINE else voices.people.citizens[number]
            found[text] = contribute(by=by, nameless=number % 5 == 0, **told)
    return found


def _second_reader(voices: Voices) -> Person:
    office = voices.context.offices["planeacion"].subject
    return Role.objects.select_related("person").filter(kind="evaluator", scope=office).earliest("pk").person


def _clusters(
    voices: Voices, component: Component, said: dict[str, Any], rows: dict[str, Contribution]
) -> dict[str, Cluster]:
    context, at = voices.context, voices.context.moment(PUBLISHED, hour=10)
    found = {}
    for group in said["cluster"]:
        found[group["title"]] = acts.make_cluster(
            component=component, title=group["title"], summary=group["summary"], by=context.by, at=at,
            contributions=[rows[text].pk for text in group["texts"]],
        )  # fmt: skip
    placed = Placement.objects.filter(cluster__component=component).values_list("pk", flat=True)
    later = at + timedelta(hours=4)
    acts.confirm_placements(component=component, placements=placed, by=_second_reader(voices), at=later)
    acts.publish_clusters(component=component, by=context.by, at=later + timedelta(hours=1))
    return found


def _tree(voices: Voices, component: Component, said: dict[str, Any], made: dict[str, Cluster]) -> None:
    by, at = voices.context.by, voices.context.moment(PUBLISHED - 4, hour=11)
    tree = trees.grow_tree(
        component=component, problem=said["problem"], evidence=said["evidence"], cluster=made[said["cluster"]], by=by,
        at=at, is_sample=True,
    )  # fmt: skip
    nodes: dict[str, TreeNode] = {}
    for node in said["node"]:
        nodes[node["text"]] = trees.add_node(
            tree=tree, side=node["side"], text=node["text"], evidence=node.get("evidence", ""), by=by, at=at,
            parent=nodes.get(node.get("under", "")),
        )  # fmt: skip
    trees.publish_tree(tree=tree, by=by, at=at + timedelta(hours=1))


def _answers(voices: Voices, said: dict[str, Any], made: dict[str, Cluster]) -> None:
    by, at = voices.context.by, voices.context.moment(ANSWERED, hour=12)
    for number, group in enumerate(each for each in said["cluster"] if "verdict" in each):
        subject = Cluster.objects.select_related("subject").get(pk=made[group["title"]].pk).subject
        told: dict[str, Any] = {"subject": subject, "by": by, "at": at + timedelta(hours=number)}
        draft_response(verdict=group["verdict"], reasons=group["reasons"], **told)
        publish_response(**told)


def _begin_to_order(voices: Voices, activity: Component, said: dict[str, Any]) -> None:
    """Let people tell what is asked now; a colleague made the first cluster, which waits for the second reading."""
    rows = _contributions(voices, activity, [(row["text"], row["theme"]) for row in said["contribution"]], ASKED - 1)
    chosen = [rows[row["text"]].pk for row in said["contribution"] if row.get("in_cluster")]
    acts.make_cluster(
        component=activity, title=said["cluster_title"], summary=said["cluster_summary"], contributions=chosen,
        by=_second_reader(voices), at=voices.context.moment(1, hour=11),
    )  # fmt: skip
