"""Acts on sessions: called as an encounter of their own, or an encounter named one; taken off again."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participation.access.verdict import Denied
from processes.encounters.actions.common import lock as lock_encounter
from processes.encounters.actions.encounter import publish_encounter, write_encounter
from processes.forums import events, policies
from processes.forums.actions.common import lock, write_down
from processes.models import Encounter, Forum, ForumSession

if TYPE_CHECKING:
    from participation.models import Person


@transaction.atomic
def call_session(
    *,
    forum: Forum,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    by: "Person",
    at: datetime,
    shows_results: bool = False,
    accept_electoral: bool = False,
    **fields: Any,
) -> ForumSession:
    """Announce an encounter in the forum's activity as its session, all at once; whoever follows the forum is told.

    Raises ActDenied, and ValidationError by field, also where the forum has no activity for its sessions.
    """
    forum = lock(forum)
    policies.may_show(by, forum).enforce()
    if forum.component is None:
        raise ValidationError(_("Say first in which activity of encounters its sessions are announced."))
    encounter = write_encounter(
        component=forum.component,
        title=title,
        starts_at=starts_at,
        ends_at=ends_at,
        by=by,
        at=at,
        institutions=[forum.institution],
        is_sample=forum.is_sample,
        **{"kind": "encounter", "organisers": forum.title, **fields},
    )
    encounter = publish_encounter(encounter=encounter, by=by, at=at, accept_electoral=accept_electoral)
    return _add(forum, encounter, shows_results, by, at)


@transaction.atomic
def add_session(
    *, forum: Forum, encounter: Encounter, by: "Person", at: datetime, shows_results: bool = False
) -> ForumSession:
    """Say that an announced encounter is a session of the forum. Again changes nothing.

    Raises ActDenied, also where it is a session of another forum.
    """
    forum, encounter = lock(forum), lock_encounter(encounter)
    policies.may_add_session(by, forum, encounter).enforce()
    found = ForumSession.objects.filter(encounter=encounter).first()
    if found is not None and found.forum_id != forum.pk:
        Denied("other_forum", _("This encounter is a session of another forum.")).enforce()
    return found or _add(forum, encounter, shows_results, by, at)


@transaction.atomic
def remove_session(*, session: ForumSession, by: "Person", at: datetime) -> None:
    """Say that an encounter is no session of the forum after all; the encounter stays. Again changes nothing."""
    forum = lock(session.forum)
    policies.may_run(by, forum).enforce()
    if ForumSession.objects.filter(pk=session.pk).delete()[0]:
        write_down(events.SESSION_REMOVED, forum, by, at, encounter=session.encounter_id)


def _add(forum: Forum, encounter: Encounter, shows_results: bool, by: "Person", at: datetime) -> ForumSession:
    row = ForumSession.objects.create(
        forum=forum, encounter=encounter, shows_results=shows_results, added_by=by, added_at=at
    )
    write_down(events.SESSION_CALLED, forum, by, at, encounter=encounter.pk)
    return row
