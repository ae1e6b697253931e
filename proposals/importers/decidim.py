"""Decidim's open data as closed processes with their proposals: planned, previewed, then imported through the acts.

Each process of the source becomes one process here, each component one call. Votes and amounts are facts of the source:
they stay with the origin of the proposal and are never counted as supports.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.imports.actions import apply_plan, remember_origin
from participation.imports.errors import Complaints, ImportRefused
from participation.imports.frame import Plan, Progress, Report, SourceFile, Step
from participation.institutions.actions import create_institution
from participation.models import Institution, OriginRef
from processes.actions import add_component, add_phase, close_process, create_process, publish_process
from processes.models import Component, Process, ProcessState
from proposals.actions import import_proposal, update_imported_proposal
from proposals.importers.decidim_rows import File, Imported, Options, read_file
from proposals.models import Proposal

if TYPE_CHECKING:
    from participation.models import ImportBatch, Person


@dataclass(frozen=True, slots=True)
class Settings:
    """What the person who imports decides."""

    host: str = ""
    process_state: str = ProcessState.CLOSED.value
    titles: dict[str, str] = field(default_factory=dict)
    institution: str = ""
    time_zone: str = "UTC"
    options: Options = field(default_factory=Options)


class DecidimImport:
    """Files of one Decidim, compared with what was imported from it before."""

    def __init__(
        self, files: Iterable[SourceFile], *, by: "Person", at: datetime, settings: Settings | None = None
    ) -> None:
        self.by, self.at, self.settings = by, at, settings or Settings()
        self.files = [read_file(file, self.settings.options) for file in files]
        self.rows = [row for file in self.files for row in file.rows]
        self.spaces = {slug: texts for file in self.files for slug, texts in file.spaces.items()}
        self.host = self.settings.host or self._one_host()
        self.known = {
            (ref.entity, ref.external_id): ref
            for ref in OriginRef.objects.filter(host=self.host).select_related("subject")
        }
        self.components: dict[tuple[str, str], Component] = {}
        self.opened: dict[str, Process] = {}

    def _one_host(self) -> str:
        hosts = {row.place.host for row in self.rows}
        if len(hosts) > 1:
            wrong = Complaints()
            wrong.add(
                0, "url", _("The addresses name more than one site: %(hosts)s.") % {"hosts": ", ".join(sorted(hosts))}
            )
            wrong.refuse()
        return next(iter(hosts), "")

    def plans(self) -> list[Plan]:
        """Return one plan for each file with rows."""
        found = [file for file in self.files if file.entity != "process"]
        return [self._plan(file, last=file is found[-1]) for file in found]

    def run(self, progress: Progress | None = None) -> list[Report]:
        """Import every file, all or nothing. Raises ImportRefused with row and column."""
        with transaction.atomic():
            return [apply_plan(plan=plan, by=self.by, at=self.at, progress=progress) for plan in self.plans()]

    def _plan(self, file: File, *, last: bool) -> Plan:
        steps = [self._step(row) for row in file.rows]
        return Plan(
            kind=f"decidim:{file.entity}s",
            file=file.source,
            steps=steps,
            notices=file.notices,
            finish=self._finish if last else None,
        )

    def _step(self, row: Imported) -> Step:
        ref = self.known.get((row.entity, row.external_id))
        if ref is None:
            return Step(row.row, "create", row.content.title, lambda batch: self._create(row, batch))
        if ref.digest == row.digest:
            return Step(row.row, "same", row.content.title)
        return Step(row.row, "update", row.content.title, lambda batch: self._update(row, ref, batch))

    def _create(self, row: Imported, batch: "ImportBatch") -> None:
        proposal = import_proposal(
            component=self._component(row, batch),
            content=row.content,
            by=self.by,
            at=self.at,
            published_at=row.published_at,
            body_is_html=row.is_html,
        )
        self._remember(row, proposal, batch)

    def _update(self, row: Imported, ref: OriginRef, batch: "ImportBatch") -> None:
        proposal = Proposal.objects.get(subject=ref.subject)
        update_imported_proposal(proposal=proposal, content=row.content, by=self.by, at=self.at)
        self._remember(row, proposal, batch)

    def _remember(self, row: Imported, proposal: Proposal, batch: "ImportBatch") -> None:
        remember_origin(
            subject=proposal.subject,
            batch=batch,
            host=self.host,
            entity=row.entity,
            external_id=row.external_id,
            url=row.url,
            facts=row.facts,
            digest=row.digest,
        )

    # --- Processes and their calls ------------------------------------------------------------------------------------

    def _component(self, row: Imported, batch: "ImportBatch") -> Component:
        key = (row.place.slug, row.place.component)
        if key in self.components:
            return self.components[key]
        process = self._process(row, batch)
        ref = self.known.get(("component", row.place.component)) if row.place.component else None
        if ref is not None:
            component = Component.objects.select_related("process", "subject").get(subject=ref.subject)
        else:
            component = self._make_component(process, row, batch)
        self.components[key] = component
        return component

    def _make_component(self, process: Process, row: Imported, batch: "ImportBatch") -> Component:
        title = {"project": ("Proyectos", "Projects"), "proposal": ("Propuestas", "Proposals")}[row.entity]
        component = add_component(
            process=process,
            kind="proposals",
            title=title[0],
            by=self.by,
            at=self.at,
            settings={"answer_rule": "none", "map_enabled": False},
            translations={"en": {"title": title[1]}},
        )
        if row.place.component:
            remember_origin(
                subject=component.subject,
                batch=batch,
                host=self.host,
                entity="component",
                external_id=row.place.component,
                digest=row.place.component,
            )
        return component

    def _process(self, row: Imported, batch: "ImportBatch") -> Process:
        slug = row.place.slug
        if slug in self.opened:
            return self.opened[slug]
        ref = self.known.get((row.place.space, slug))
        if ref is not None:
            process = Process.objects.select_related("subject").get(subject=ref.subject)
        else:
            process = self._make_process(row)
            remember_origin(
                subject=process.subject,
                batch=batch,
                host=self.host,
                entity=row.place.space,
                external_id=slug,
                url=f"https://{self.host}/{row.place.space}/{slug}",
                digest=slug,
                facts={"id": row.space_id} if row.space_id else {},
            )
        self.opened[slug] = process
        return process

    def _make_process(self, row: Imported) -> Process:
        texts = self._texts(row.place.slug)
        rows = [other for other in self.rows if other.place.slug == row.place.slug]
        process = create_process(
            by=self.by,
            at=self.at,
            slug=f"{row.place.slug}"[:70],
            institution=self._institution(),
            time_zone=self.settings.time_zone,
            **texts,
        )
        add_phase(
            process=process,
            by=self.by,
            at=self.at,
            title="Recepción",
            translations={"en": {"title": "Reception"}},
            opens_at=min(other.published_at for other in rows),
            closes_at=min(max(other.published_at for other in rows) + timedelta(days=1), self.at),
        )
        return process

    def _texts(self, slug: str) -> dict[str, Any]:
        known = self.spaces.get(slug, {})
        title = self.settings.titles.get(slug) or known.get("title") or readable(slug)
        summary = known.get("summary") or f"Lo que la gente propuso en {self.host}, importado de sus datos abiertos."
        lang = "es" if slug in self.settings.titles else known.get("lang", "es")
        return {
            "title": title[:150],
            "summary": cut(summary, 300),
            "lang": lang,
            "who_participates": f"Quienes participaron en {self.host}. Aquí ya no se puede participar.",
            "what_is_decided": f"Lo que se decidió en {self.host}. Aquí se muestra para consulta.",
            "how_decided": "Con las reglas del sitio de origen. Los votos y montos son datos de ese sitio.",
            "description": (
                f'<p>Este proceso ocurrió en <a href="https://{self.host}">{self.host}</a>. Sus textos, votos y montos '
                "se "
                "importaron de los datos abiertos de ese sitio y se muestran como él los publicó.</p>"
            ),
            "translations": {
                "en": {
                    "summary": f"What people proposed at {self.host}, imported from its open data.",
                    "who_participates": f"Those who took part at {self.host}. Taking part is over.",
                    "what_is_decided": f"What was decided at {self.host}. It is shown here for reference.",
                    "how_decided": "By the rules of the original site. Votes and amounts are that site's data.",
                }
            },
        }

    def _institution(self) -> Institution:
        name = self.settings.institution or self.host
        found = Institution.objects.named(name)
        return found or create_institution(
            name=name,
            kind="other",
            website=f"https://{self.host}",
            by=self.by,
            at=self.at,
            aliases=[self.host] if name != self.host else [],
        )

    def _finish(self, batch: "ImportBatch") -> None:
        """Publish, and close, the processes that this import made."""
        for process in self.opened.values():
            process.refresh_from_db()
            if process.state == ProcessState.DRAFT and self.settings.process_state != ProcessState.DRAFT:
                publish_process(process=process, by=self.by, at=self.at, accept_warnings=True)
            if process.state == ProcessState.PUBLISHED and self.settings.process_state == ProcessState.CLOSED:
                close_process(process=process, by=self.by, at=self.at)


def readable(slug: str) -> str:
    """Return words for the slug of a process: ``PressupostosParticipatius`` → ``Pressupostos participatius``."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", slug).replace("-", " ").replace("_", " ").lower().strip()
    return spaced[:1].upper() + spaced[1:]


def cut(text: str, limit: int) -> str:
    """Return plain text cut at a word."""
    from participation.web.richtext import to_text

    plain = to_text(text)
    return plain if len(plain) <= limit else plain[: limit - 1].rsplit(" ", 1)[0] + "…"


def refused(error: ValidationError) -> list[str]:
    """Return the complaints of a refused import, one line each."""
    return [str(row) for row in error.rows] if isinstance(error, ImportRefused) else list(error.messages)
