"""The public log of a vote; its leaves and heads only grow. Ballots get a salt and the hash that stands for them."""

from typing import Any

import django.db.models.deletion
from django.db import connection, migrations, models

from participation.urn import roles

COLUMNS = """
ALTER TABLE urn.participation_ballot
    ADD COLUMN salt varchar(64) NOT NULL DEFAULT '', ADD COLUMN commitment varchar(64) NOT NULL DEFAULT '',
    ADD COLUMN logged boolean NOT NULL DEFAULT false;
ALTER TABLE urn.participation_countedballot ADD COLUMN salt varchar(64) NOT NULL DEFAULT '';
"""
KEPT = """
CREATE FUNCTION participation_keep_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what is in the log does not change' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER log_leaf_kept BEFORE UPDATE OR DELETE ON participation_logleaf
    FOR EACH ROW EXECUTE FUNCTION participation_keep_log();
CREATE TRIGGER tree_head_kept BEFORE UPDATE OR DELETE ON participation_treehead
    FOR EACH ROW EXECUTE FUNCTION participation_keep_log();
"""
UNKEPT = """
DROP TRIGGER tree_head_kept ON participation_treehead;
DROP TRIGGER log_leaf_kept ON participation_logleaf;
DROP FUNCTION participation_keep_log();
"""


def add_columns(apps: Any, schema_editor: Any) -> None:
    """Add the columns as the owner of the schema: the application's role may not."""
    with connection.cursor() as cursor:
        roles.as_owner(cursor, "urn", COLUMNS)


class Migration(migrations.Migration):
    """Needs the roles of ``manage.py setup_roles``, as the tables of the urn did."""

    dependencies = [
        ("participation", "0041_selections_chambers"),
    ]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(add_columns, elidable=False)],
            state_operations=[
                migrations.AddField(
                    model_name="ballot",
                    name="commitment",
                    field=models.CharField(blank=True, db_default="", default="", max_length=64),
                ),
                migrations.AddField(
                    model_name="ballot",
                    name="logged",
                    field=models.BooleanField(db_default=False, default=False),
                ),
                migrations.AddField(
                    model_name="ballot",
                    name="salt",
                    field=models.CharField(blank=True, db_default="", default="", max_length=64),
                ),
                migrations.AddField(
                    model_name="countedballot",
                    name="salt",
                    field=models.CharField(blank=True, db_default="", default="", max_length=64),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LogLeaf",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("index", models.PositiveBigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("definition", "what is voted on"),
                            ("ballot", "a ballot"),
                            ("amendment", "a change after voting opened"),
                            ("close", "the close"),
                        ],
                        max_length=10,
                    ),
                ),
                ("leaf", models.TextField()),
                ("mark", models.CharField(blank=True, max_length=64)),
                (
                    "vote",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="leaves", to="participation.vote"
                    ),
                ),
            ],
            options={
                "verbose_name": "leaf of a log",
                "verbose_name_plural": "leaves of logs",
                "db_table": "participation_logleaf",
                "constraints": [
                    models.UniqueConstraint(fields=("vote", "index"), name="leaf_in_its_place"),
                    models.UniqueConstraint(
                        condition=models.Q(("mark", ""), _negated=True), fields=("vote", "mark"), name="leaf_mark_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TreeHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("size", models.PositiveBigIntegerField(verbose_name="leaves")),
                ("root", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("signature", models.CharField(max_length=128)),
                ("public_key", models.CharField(max_length=64)),
                (
                    "vote",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="heads", to="participation.vote"
                    ),
                ),
            ],
            options={
                "verbose_name": "signed head of a log",
                "verbose_name_plural": "signed heads of logs",
                "db_table": "participation_treehead",
                "constraints": [models.UniqueConstraint(fields=("vote", "size"), name="head_of_size_once")],
            },
        ),
        migrations.RunSQL(KEPT, UNKEPT),
    ]
