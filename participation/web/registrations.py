"""What web registers: subject kinds, events, notices, datasets, menu entries."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, register_events
from participation.subjects.registry import SubjectKind, register_kind
from participation.web.menu.shown import NavEntry, register_navigation

if TYPE_CHECKING:
    from participation.models import Subject


def _pages(subjects: Iterable["Subject"]) -> dict[int, Any]:
    from participation.models import Page

    return {page.subject_id: page for page in Page.objects.filter(subject__in=[subject.pk for subject in subjects])}


def register() -> None:
    """Called once when the apps are ready."""
    register_kind(
        SubjectKind(
            name="page",
            label=_("page"),
            label_plural=_("pages"),
            model="participation.Page",
            may_follow=False,
            may_flag=True,
            prefetch=_pages,
        )
    )
    register_kind(
        SubjectKind(
            name="installation",
            label=_("installation"),
            label_plural=_("installation"),
            model="participation.Installation",
            searchable=False,
            may_follow=False,
        )
    )
    register_events(
        EventName(
            "participation.installation.updated",
            _("Name or look of the platform changed"),
            "officials",
            takes_away=True,
        ),
        EventName("participation.menu.changed", _("The menu of the site was changed"), "officials", takes_away=True),
        EventName("participation.page.created", _("The page was published"), "public"),
        EventName("participation.page.updated", _("The page was changed"), "public", takes_away=True),
    )
    # What officials may put into the menu besides what stands there already.
    register_navigation(
        *(
            NavEntry(label, name, prefix, position, shown=False)
            for position, (label, name, prefix) in enumerate(
                (
                    (_("Institutions"), "institutions:list", "/instituciones/"),
                    (_("Territories"), "territories:list", "/territorios/"),
                    (_("Organisations"), "organisations:list", "/organizaciones/"),
                    (_("Public agenda"), "agenda:list", "/agenda/"),
                    (_("Newsletters and announcements"), "announcements:list", "/boletines/"),
                    (_("Uses of the data"), "reuses:gallery", "/datos/usos/"),
                    (_("Search"), "search", "/buscar/"),
                    (_("Look up a folio"), "folios:look-up", "/folio/"),
                ),
                start=100,
            )
        )
    )
