"""What is asked of every page, whoever asks for it and with what."""

from typing import Any

from django.apps import apps
from django.db import connection

from tests.fuzz.values import MARKUP

# Sessions, and tallies of tries: no act writes there. Looks at personal data are noted wherever an official reads.
LEFT_OUT = ("django_session", "participation_session", "participation_tally")
LOOKS = "SELECT id FROM participation_event WHERE name = 'access.viewing.looked'"
NOTED = {"participation_event": f"WHERE id NOT IN ({LOOKS})", "participation_relay": f"WHERE event_id NOT IN ({LOOKS})"}


def fingerprint() -> dict[str, int]:
    """Return how many rows each table has, in one question."""
    tables = sorted({model._meta.db_table for model in apps.get_models() if model._meta.managed})
    counted = " UNION ALL ".join(
        f"SELECT '{table}', count(*) FROM \"{table}\" {NOTED.get(table, '')}"
        for table in tables
        if not table.startswith(LEFT_OUT)
    )
    with connection.cursor() as cursor:
        cursor.execute(counted)
        return dict(cursor.fetchall())


def markup_in(response: Any) -> bool:
    """Tell whether a page holds what was sent as markup of its own."""
    if response.streaming or "html" not in response.get("Content-Type", ""):
        return False
    text = response.content.decode()
    return any(mark in text for mark in MARKUP)


def shows_form_again(response: Any) -> bool:
    """Tell whether a form came back with complaints."""
    return response.status_code in {200, 422} and b"<form" in response.content and b'method="post"' in response.content
