from django.db import migrations

TITLES = """
UPDATE participation_subject s SET titles = t.titles
FROM {table} p, LATERAL (
    SELECT jsonb_object_agg(one.key, one.value->>'title') AS titles FROM jsonb_each(p.translations) AS one
    WHERE coalesce(one.value->>'title', '') <> ''
) t
WHERE p.subject_id = s.id AND t.titles IS NOT NULL
"""


class Migration(migrations.Migration):
    """The titles that officials translated stand in the subject too: lists must not ask for each thing."""

    dependencies = [
        ("processes", "0001_initial"),
        ("participation", "0018_translated_titles"),
    ]

    operations = [
        migrations.RunSQL(TITLES.format(table=table), migrations.RunSQL.noop)
        for table in ("processes_process", "processes_component")
    ]
