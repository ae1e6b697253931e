"""What news registers: its kind and its dataset. Events and notices: processes/events.py and notices.py."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from participation.subjects.registry import SubjectKind, register_kind
from processes.news import datasets

if TYPE_CHECKING:
    from participation.models import Subject


def _prefetch(subjects: Iterable["Subject"]) -> dict[int, Any]:
    from processes.models import News

    return {row.subject_id: row for row in News.objects.filter(subject__in=[subject.pk for subject in subjects])}


def register() -> None:
    """Called once when the apps are ready."""
    register_kind(
        SubjectKind(
            name="news",
            label=_("piece of news"),
            label_plural=_("news"),
            model="processes.News",
            may_follow=False,
            may_flag=True,
            prefetch=_prefetch,
            dataset="news",
        )
    )
    datasets.register()
