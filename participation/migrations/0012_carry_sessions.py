"""Carries the sessions in force into the table that knows their person, so that nobody is signed out by the upgrade."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.db import migrations
from django.utils import timezone

from participation.people.sessions import SessionStore, handle_of

MANY = 1000


def carry(apps: Any, schema_editor: Any) -> None:
    """Copy every session that still works; one whose content cannot be read is left behind."""
    former, session, person = (
        apps.get_model(*name)
        for name in (("sessions", "Session"), ("participation", "Session"), ("participation", "Person"))
    )
    now = timezone.now()
    rows = []
    for old in former.objects.filter(expire_date__gt=now).iterator(MANY):
        whose = str(SessionStore(old.session_key).decode(old.session_data).get(SESSION_KEY, ""))
        rows.append((old, int(whose) if whose.isdecimal() else None))
        if len(rows) == MANY:
            _write(session, person, rows, now)
            rows = []
    _write(session, person, rows, now)


def _write(session: Any, person: Any, rows: list[Any], now: Any) -> None:
    known = set(person.objects.filter(pk__in={pk for _old, pk in rows if pk}).values_list("pk", flat=True))
    session.objects.bulk_create(
        [
            session(
                session_key=old.session_key,
                session_data=old.session_data,
                expire_date=old.expire_date,
                handle=handle_of(old.session_key),
                person_id=pk if pk in known else None,
                used_at=now,
            )
            for old, pk in rows
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    """Nothing to undo: the former table stays as it was."""

    dependencies = [("participation", "0011_guard"), ("sessions", "0001_initial")]

    operations = [migrations.RunPython(carry, migrations.RunPython.noop)]
