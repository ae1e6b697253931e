from django.db import migrations, models

PAGES = """
UPDATE participation_subject s SET titles = t.titles
FROM participation_page p, LATERAL (
    SELECT jsonb_object_agg(one.key, one.value->>'title') AS titles FROM jsonb_each(p.translations) AS one
    WHERE coalesce(one.value->>'title', '') <> ''
) t
WHERE p.subject_id = s.id AND t.titles IS NOT NULL
"""


class Migration(migrations.Migration):
    """The titles that officials translated stand in the subject too: lists must not ask for each thing."""

    dependencies = [
        ("participation", "0017_webhooks_and_scoped_keys"),
    ]

    operations = [
        migrations.AddField(
            model_name="subject",
            name="titles",
            field=models.JSONField(blank=True, help_text="language to title, where somebody translated it", null=True),
        ),
        migrations.RunSQL(PAGES, migrations.RunSQL.noop),
    ]
