"""Rows for tests, in a state that the acts could have left them in. Acts under test are called, never bypassed."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.db.models import F

from participation.models import Comment, Institution, Person, Subject, Territory
from participation.subjects.actions import bump_counts, create_subject
from processes.models import Component, Opening, Phase, Process
from proposals.models import Proposal, ProposalCount
from tests.personas import NOW, make_person

_n = count(1)


def make_territory(
    name: str = "", *, level: str = "colonia", parent: Territory | None = None, **fields: Any
) -> Territory:
    """Create a territory."""
    name = name or f"Territorio {next(_n)}"
    return Territory.objects.create(
        name=name,
        level=level,
        parent=parent,
        sort_key=name.lower(),
        ancestors=[*parent.ancestors, parent.pk] if parent else [],
        **fields,
    )


def make_institution(name: str = "", **fields: Any) -> Institution:
    """Create an institution with its subject."""
    n = next(_n)
    name = name or f"Dirección {n}"
    subject = create_subject(kind="institution", title=name, path=f"/instituciones/dir-{n}/", at=NOW, state="published")
    return Institution.objects.create(subject=subject, slug=f"dir-{n}", name=name, **fields)


def make_process(title: str = "", *, state: str = "published", at: datetime = NOW, **fields: Any) -> Process:
    """Create a process without phases."""
    n = next(_n)
    title = title or f"Proceso {n}"
    slug = fields.pop("slug", f"proceso-{n}")
    subject = create_subject(
        kind="process",
        title=title,
        path=f"/procesos/{slug}/",
        at=at,
        state="draft" if state == "draft" else "published",
        titles=_titles(fields),
    )
    return Process.objects.create(
        subject=subject,
        slug=slug,
        title=title,
        summary=fields.pop("summary", "Resumen del proceso"),
        state=state,
        created_at=at,
        published_at=None if state == "draft" else at,
        **fields,
    )


def _titles(fields: dict[str, Any]) -> dict[str, str]:
    """Return the translated titles among fields, as the acts keep them in the subject."""
    return {code: texts["title"] for code, texts in fields.get("translations", {}).items() if "title" in texts}


def make_component(process: Process, kind: str = "proposals", **fields: Any) -> Component:
    """Create a component."""
    n = next(_n)
    slug = fields.pop("slug", f"propuestas-{n}")
    title = fields.pop("title", "Propuestas")
    subject = create_subject(
        kind="component",
        title=title,
        path=f"{process.subject.path}{slug}/",
        at=process.created_at,
        parent=process.subject,
        state=process.subject.state,
        titles=_titles(fields),
    )
    return Component.objects.create(process=process, subject=subject, kind=kind, slug=slug, title=title, **fields)


def make_phase(
    process: Process,
    *,
    opens: timedelta = timedelta(days=-10),
    closes: timedelta | None = timedelta(days=10),
    acts: dict[Component, list[str]] | None = None,
    at: datetime = NOW,
    **fields: Any,
) -> Phase:
    """Create a phase dated around ``at`` that opens acts in components."""
    position = process.phases.count() + 1
    phase = Phase.objects.create(
        process=process,
        position=position,
        title=fields.pop("title", f"Fase {position}"),
        opens_at=at + opens,
        closes_at=None if closes is None else at + closes,
        **fields,
    )
    for component, names in (acts or {}).items():
        for name in names:
            Opening.objects.create(phase=phase, component=component, act=name)
    return phase


def make_call(
    *, acts: tuple[str, ...] = ("propose", "support", "comment"), at: datetime = NOW, **settings: Any
) -> Component:
    """Create a published process with one proposal call whose acts are open at ``at``."""
    process = make_process(at=at)
    component = make_component(process, settings=settings)
    make_phase(process, acts={component: list(acts)}, at=at)
    return component


def make_proposal(
    component: Component, *, author: Person | None = None, title: str = "", at: datetime = NOW, **fields: Any
) -> Proposal:
    """Create a published proposal."""
    n = next(_n)
    title = title or f"Banquetas parejas en la calle {n}"
    author = author or make_person(f"Autora{n}")
    state = fields.pop("state", "published")
    subject: Subject = create_subject(
        kind="proposal",
        title=title,
        path="/propuestas/0/",
        at=at,
        parent=component.subject,
        text=fields.get("body", ""),
        state="published" if state not in {"draft", "pending"} else "draft",
    )
    proposal = Proposal.objects.create(
        subject=subject,
        component=component,
        author=author,
        title=title,
        body=fields.pop("body", "Que se arreglen."),
        state=state,
        created_at=at,
        published_at=at,
        **fields,
    )
    Subject.objects.filter(pk=subject.pk).update(path=f"/propuestas/{proposal.pk}/")
    subject.refresh_from_db()
    ProposalCount.objects.create(proposal=proposal, component=component)
    return proposal


def make_comment(
    subject: Subject, *, author: Person | None = None, parent: Comment | None = None, at: datetime = NOW, **fields: Any
) -> Comment:
    """Create a visible comment."""
    comment = Comment.objects.create(
        subject=subject,
        author=author or make_person(f"Comentarista{next(_n)}"),
        text=fields.pop("text", "De acuerdo."),
        at=at,
        parent=parent,
        root=(parent.root or parent) if parent else None,
        depth=parent.depth + 1 if parent else 0,
        **fields,
    )
    if comment.root_id:
        Comment.objects.filter(pk=comment.root_id).update(thread_count=F("thread_count") + 1)
        bump_counts(subject_id=subject.pk, comments=1)
    else:
        bump_counts(subject_id=subject.pk, comments=1, **{f"comments_{comment.stance}": 1})
    return comment
