"""Events are written once: UPDATE and DELETE are refused by the database (TRUNCATE stays, for tests)."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION azotea_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events are append-only';
END $$;
CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON participation_event
    FOR EACH ROW EXECUTE FUNCTION azotea_refuse_change();
"""
BACKWARD = """
DROP TRIGGER event_append_only ON participation_event;
DROP FUNCTION azotea_refuse_change();
"""


class Migration(migrations.Migration):
    """Adds the trigger."""

    dependencies = [("participation", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
