"""The parts of a proposal's page that differ in texts alone, each poured from its template (web/moulds.py)."""

from datetime import datetime
from typing import Any, NamedTuple

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from participation.access.verdict import Verdict
from participation.web.fragments import piece
from participation.web.moulds import pour
from participation.web.templatetags.conversation import flag_html
from participation.web.templatetags.sharing import share_links
from participation.web.templatetags.ui import act_button, day, left, num
from proposals.coauthors import signers
from proposals.models import Proposal
from proposals.outline import drawing
from proposals.steps import step_of
from proposals.tags import REGROUPED, state_tag, takes_supports

SHORT = ("web", "import")  # ways in that are not worth a word


class AboutShape(NamedTuple):
    """What decides the shape of the head of the page."""

    state: str
    kind: str
    foreign: bool
    signed: bool
    organisation: bool
    government: bool
    step: str
    explained: bool
    linked: bool
    joint: bool
    published: bool
    placed: bool
    channel: str
    sample: bool
    edited: bool
    counted: bool


def about(proposal: Proposal, *, foreign: bool, versions: int) -> SafeString:
    """Return the head of the page: state, title, who, when and where."""
    taken_up = proposal.state in REGROUPED
    state, territory, at = state_tag(proposal), proposal.territory, proposal.published_at
    step = step_of(proposal)
    others = [signer.name for signer in signers(proposal)]
    shape = AboutShape(
        state=str(state.text),
        kind=state.kind,
        foreign=foreign,
        signed=proposal.author is not None or proposal.institution is not None,
        organisation=proposal.organisation is not None,
        government=proposal.institution is not None,
        step=step.shown if step is not None else "",
        explained=step is not None and bool(step.description),
        linked=proposal.organisation is not None and proposal.organisation.hidden_at is None,
        joint=bool(others),
        published=at is not None,
        placed=territory is not None,
        channel="" if proposal.channel in SHORT else str(capfirst(proposal.get_channel_display())),
        sample=proposal.is_sample,
        edited=proposal.edited_at is not None,
        counted=takes_supports(proposal) and proposal.subject.is_public and not taken_up,
    )
    return pour(
        "proposals/about.html",
        shape,
        lang=proposal.lang,
        title=proposal.title,
        author=proposal.signed_name,
        owner_url=_owner_url(proposal),
        meaning=step.description if step is not None else "",
        others=", ".join(others),
        moment=timezone.localtime(at).isoformat() if at is not None else "",
        day=day(at),
        place=territory.name if territory is not None else "",
        place_url=reverse("territories:detail", args=[territory.pk]) if territory is not None else "",
        versions=versions,
        versions_url=reverse("versions:list", args=[proposal.subject_id]) if shape.edited else "",
        supported=piece("proposals/supported_by.html", proposal.counts.supports) if shape.counted else "",
    )


def _owner_url(proposal: Proposal) -> str:
    """Return the page of the institution or organisation in whose name it stands."""
    if proposal.institution is not None:
        return proposal.institution.get_absolute_url()
    return reverse("organisations:detail", args=[proposal.organisation_id]) if proposal.organisation_id else ""


class WhereShape(NamedTuple):
    """What decides the shape of the panel of the place."""

    drawn: bool
    outlined: bool
    marked: bool
    addressed: bool
    named: bool
    pointed: bool


def where(proposal: Proposal) -> SafeString | str:
    """Return the panel that says and draws where it is; nothing where no place is known."""
    drawn, territory = drawing(proposal), proposal.territory
    if drawn is None and not proposal.address and territory is None:
        return ""
    point = proposal.latitude is not None
    shape = WhereShape(
        drawn=drawn is not None,
        outlined=drawn is not None and bool(drawn.path),
        marked=drawn is not None and drawn.x is not None,
        addressed=bool(proposal.address),
        named=territory is not None and territory.name != proposal.address,
        pointed=point,
    )
    return pour(
        "proposals/where.html",
        shape,
        words=proposal.address or str(territory or ""),
        path=drawn.path if drawn is not None else "",
        x=f"{drawn.x:.1f}" if drawn is not None and drawn.x is not None else "",
        y=f"{drawn.y:.1f}" if drawn is not None and drawn.y is not None else "",
        address=proposal.address,
        place=territory.name if territory is not None else "",
        point=f"{proposal.latitude},{proposal.longitude}" if point else "",
    )


class SupportShape(NamedTuple):
    """What decides the shape of the panel of supports."""

    imported: bool
    threshold: bool
    reached: bool
    closes: bool
    supported: bool
    said: bool


def support(
    page: dict[str, Any], proposal: Proposal, verdict: Verdict, *, closes: datetime | None, said: str = ""
) -> SafeString:
    """Return the panel of supports: how many there are, and the button to give one or to take one's own back.

    ``page`` holds the request and the page's token for forms; ``verdict`` tells whether the reader may; ``said`` is
    what was just done.
    """
    n, threshold = proposal.counts.supports, proposal.component.config.threshold
    supported: bool = proposal.supported_by_me  # type: ignore[attr-defined]
    shape = SupportShape(
        imported=proposal.is_imported,
        threshold=bool(threshold),
        reached=n >= threshold,
        closes=closes is not None,
        supported=supported,
        said=bool(said),
    )
    button = act_button(
        page,
        verdict=verdict,
        action=reverse("proposals:unsupport" if supported else "proposals:support", args=[proposal.pk]),
        label=_("Take my support back") if supported else pgettext("button", "Support"),
        hidden="" if supported else proposal.title,
        css="btn-outline-primary w-100" if supported else "btn-primary w-100",
        target="#respaldo",
    )
    return pour(
        "proposals/support.html",
        shape,
        people=ngettext("%(shown)s person", "%(shown)s people", n) % {"shown": num(n)},
        support_it=ngettext("supports it.", "support it.", n),
        minimum=num(threshold),
        threshold=threshold,
        supports=n,
        said=said,
        button=button if not shape.imported else "",
        closes=left(closes),
    )


def sharing(proposal: Proposal) -> SafeString | str:
    """Return the panel of what can be checked and passed on; nothing while the proposal is not public."""
    if not proposal.subject.is_public:
        return ""
    try:
        data_url = reverse("api:proposals-detail", args=[proposal.pk])
    except NoReverseMatch:
        data_url = ""
    return pour(
        "proposals/sharing.html",
        bool(data_url),
        data_url=data_url,
        versions_url=reverse("versions:list", args=[proposal.subject_id]),
        links=share_links(proposal.subject, words=_("%(title)s. Read it, support it or comment: %(address)s")),
        report=flag_html(proposal.subject),
    )
