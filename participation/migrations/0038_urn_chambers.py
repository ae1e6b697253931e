"""Roll and urn move into schemas of their own; a trigger keeps what is frozen, another what was counted."""

from typing import Any

from django.db import connection, migrations

from participation.urn import roles

FROZEN = """
CREATE FUNCTION participation_keep_frozen_vote() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.frozen_at IS NULL THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE'
        OR (OLD.key, OLD.rules, OLD.revocable, OLD.territories, OLD.definition, OLD.definition_hash, OLD.frozen_at,
            OLD.roll_mark)
        IS DISTINCT FROM
           (NEW.key, NEW.rules, NEW.revocable, NEW.territories, NEW.definition, NEW.definition_hash, NEW.frozen_at,
            NEW.roll_mark)
        OR (OLD.state = 'closed' AND (OLD.state, OLD.opens_at, OLD.closes_at, OLD.closed_at, OLD.ballots, OLD.marked)
            IS DISTINCT FROM (NEW.state, NEW.opens_at, NEW.closes_at, NEW.closed_at, NEW.ballots, NEW.marked))
        OR (OLD.state = 'open' AND NEW.state = 'draft')
    THEN
        RAISE EXCEPTION 'a frozen vote does not change' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vote_frozen BEFORE UPDATE OR DELETE ON participation_vote
    FOR EACH ROW EXECUTE FUNCTION participation_keep_frozen_vote();
"""
COUNTED = """
CREATE FUNCTION urn.keep_counted_ballot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a counted ballot does not change' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER counted_ballot_kept BEFORE UPDATE OR DELETE ON urn.participation_countedballot
    FOR EACH ROW EXECUTE FUNCTION urn.keep_counted_ballot();
"""


def forward(apps: Any, schema_editor: Any) -> None:
    """Make the roles where the start path did not, then move the tables."""
    roles.set_up()
    for chamber in roles.CHAMBERS:
        roles.move_tables(chamber)
    with connection.cursor() as cursor:
        cursor.execute(FROZEN)
        roles.as_owner(cursor, "urn", COUNTED)


class Migration(migrations.Migration):
    """Needs the roles of ``manage.py setup_roles``; makes them by itself where the connection's role may."""

    dependencies = [("participation", "0037_urn")]
    operations = [migrations.RunPython(forward, elidable=False)]
