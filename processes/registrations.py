"""What this floor registers."""

from django.utils.translation import gettext_lazy as _

from participation.subjects.registry import SubjectKind, register_kind
from participation.web.context import NavEntry, register_navigation
from processes import datasets, events, notices
from processes.kinds import ComponentKind, register_component_kind
from processes.pages import PageSettings, pages_of


def register() -> None:
    """Called once by ``apps.ready()``."""
    events.register()
    notices.register()
    register_kind(
        SubjectKind(
            name="process",
            label=_("process"),
            label_plural=_("processes"),
            model="processes.Process",
            dataset="processes",
        )
    )
    register_kind(
        SubjectKind(
            name="component",
            label=_("activity"),
            label_plural=_("activities"),
            model="processes.Component",
            may_follow=False,
            dataset="components",
        )
    )
    datasets.register()
    register_component_kind(
        ComponentKind(
            name="pages",
            label=_("Information page"),
            description=_("A page of text: the background, the documents, how to take part in person."),
            settings=PageSettings,
            acts=(),
            form="processes.forms.pages.PageSettingsForm",
            view="processes.views.pages.page",
            cards=pages_of,
        )
    )
    register_navigation(NavEntry(label=_("Processes"), url_name="processes:list", prefix="/procesos/", position=10))
