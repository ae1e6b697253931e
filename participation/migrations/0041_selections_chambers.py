"""Selections and seats move into the schemas of roll and urn; the trigger keeps the seats of a frozen vote too."""

from typing import Any

from django.db import connection, migrations

from participation.urn import roles

NEW = {
    "roll": ("participation_seat", "participation_waitingselection"),
    "urn": ("participation_ballotdraft",),
}
FROZEN = """
CREATE OR REPLACE FUNCTION participation_keep_frozen_vote() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.frozen_at IS NULL THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE'
        OR (OLD.key, OLD.rules, OLD.revocable, OLD.territories, OLD.definition, OLD.definition_hash, OLD.frozen_at,
            OLD.roll_mark, OLD.seat_group, OLD.seats)
        IS DISTINCT FROM
           (NEW.key, NEW.rules, NEW.revocable, NEW.territories, NEW.definition, NEW.definition_hash, NEW.frozen_at,
            NEW.roll_mark, NEW.seat_group, NEW.seats)
        OR (OLD.state = 'closed' AND (OLD.state, OLD.opens_at, OLD.closes_at, OLD.closed_at, OLD.ballots, OLD.marked)
            IS DISTINCT FROM (NEW.state, NEW.opens_at, NEW.closes_at, NEW.closed_at, NEW.ballots, NEW.marked))
        OR (OLD.state = 'open' AND NEW.state = 'draft')
    THEN
        RAISE EXCEPTION 'a frozen vote does not change' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""


def forward(apps: Any, schema_editor: Any) -> None:
    """Move the tables, and let the trigger look at the new columns."""
    for chamber, tables in NEW.items():
        roles.move_tables(chamber, tables)
    with connection.cursor() as cursor:
        cursor.execute(FROZEN)


class Migration(migrations.Migration):
    """Needs the roles of ``manage.py setup_roles``, as the first tables of the two schemas did."""

    dependencies = [("participation", "0040_selections_and_seats")]
    operations = [migrations.RunPython(forward, elidable=False)]
