"""The groups of a process to which its stewards may write."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from participation.announcements.segments import Segment, Target, register_segment, takes_part


def _followers(target: Target) -> Exists:
    from participation.models import Follow

    return Exists(Follow.objects.filter(person=OuterRef("pk"), subject=target.scope))


def _participants(target: Target) -> Q:
    return takes_part(target.scope.pk if target.scope else 0)


def register() -> None:
    """Register who follows a process and who took part in it."""
    register_segment(
        Segment(
            "participants",
            _("People who took part in a process"),
            _("people who took part in “%(thing)s”"),
            _participants,
            about="process",
            listed=True,
        ),
        Segment(
            "followers",
            _("People who follow a process"),
            _("people who follow “%(thing)s”"),
            _followers,
            about="process",
            listed=True,
        ),
    )
