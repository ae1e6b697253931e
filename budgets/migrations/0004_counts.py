"""Counts, decisions of assemblies, elections from elsewhere. What was counted does not change: a trigger keeps it."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KEPT = """
CREATE FUNCTION budgets_keep_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('done', 'failed') AND (TG_OP = 'DELETE'
        OR (OLD.contest_id, OLD.imported_id, OLD.number, OLD.state, OLD.reason, OLD.assembly_id, OLD.extra, OLD.rule,
            OLD.rule_hash, OLD.definition_hash, OLD.inputs_hash, OLD.code, OLD.level, OLD.count, OLD.told, OLD.ties,
            OLD.signature, OLD.public_key)
        IS DISTINCT FROM
           (NEW.contest_id, NEW.imported_id, NEW.number, NEW.state, NEW.reason, NEW.assembly_id, NEW.extra, NEW.rule,
            NEW.rule_hash, NEW.definition_hash, NEW.inputs_hash, NEW.code, NEW.level, NEW.count, NEW.told, NEW.ties,
            NEW.signature, NEW.public_key)
        OR (OLD.published_at IS NOT NULL AND (OLD.published_at, OLD.published_by_id, OLD.proposed_by_id)
            IS DISTINCT FROM (NEW.published_at, NEW.published_by_id, NEW.proposed_by_id)))
    THEN
        RAISE EXCEPTION 'a count does not change' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER count_kept BEFORE UPDATE OR DELETE ON budgets_countrun
    FOR EACH ROW EXECUTE FUNCTION budgets_keep_count();
"""
UNKEPT = """
DROP TRIGGER count_kept ON budgets_countrun;
DROP FUNCTION budgets_keep_count();
"""


class Migration(migrations.Migration):
    """New tables alone."""

    dependencies = [
        ("budgets", "0003_frozen_ballots"),
        ("participation", "0042_public_log"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportedElection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="name")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="where it comes from")),
                ("currency", models.CharField(blank=True, max_length=3, verbose_name="currency")),
                ("meta", models.JSONField(default=dict)),
                ("text", models.TextField()),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("winners", models.JSONField(help_text="ids that the file says were funded", null=True)),
                ("is_sample", models.BooleanField(default=False)),
                ("imported_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "election from elsewhere",
                "verbose_name_plural": "elections from elsewhere",
            },
        ),
        migrations.CreateModel(
            name="Assembly",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "own_rules",
                    models.BooleanField(default=False, verbose_name="it decides on all the money, by its own rules"),
                ),
                (
                    "act_id",
                    models.UUIDField(default=uuid.uuid4, help_text="made by the form: a replayed post is recognised"),
                ),
                ("held_at", models.DateTimeField(verbose_name="held on")),
                ("place", models.CharField(max_length=200, verbose_name="where")),
                ("convened_by", models.CharField(max_length=200, verbose_name="who convened it")),
                ("quorum", models.PositiveIntegerField(verbose_name="how many people it needed")),
                ("present", models.PositiveIntegerField(verbose_name="how many people came")),
                ("hands", models.JSONField(default=dict, help_text="hands raised for each project, by its id")),
                ("order", models.JSONField(default=list, help_text="ids, the first decided first")),
                ("signatures", models.TextField(max_length=2000, verbose_name="who signed the acta")),
                ("notes", models.TextField(blank=True, max_length=4000, verbose_name="what else the acta says")),
                ("recorded_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "acta",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="participation.attachment"
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contest",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assemblies", to="budgets.contest"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "decision of an assembly",
                "verbose_name_plural": "decisions of assemblies",
            },
        ),
        migrations.CreateModel(
            name="CountRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("running", "being counted"),
                            ("done", "counted"),
                            ("failed", "failed"),
                        ],
                        default="waiting",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="why it is counted again")),
                ("asked_at", models.DateTimeField()),
                ("lease_until", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("progress", models.PositiveIntegerField(default=0, help_text="how often equal shares was run so far")),
                ("extra", models.BigIntegerField(default=0, help_text="centavos that other contests left over")),
                ("rule", models.JSONField(default=dict)),
                ("rule_hash", models.CharField(blank=True, max_length=64)),
                ("definition_hash", models.CharField(blank=True, max_length=64)),
                ("inputs_hash", models.CharField(blank=True, help_text="over all that is counted", max_length=64)),
                (
                    "code",
                    models.CharField(
                        blank=True, help_text="fingerprint of verify.py: of all code that counts", max_length=64
                    ),
                ),
                ("level", models.CharField(blank=True, help_text="what is published of the ballots", max_length=8)),
                (
                    "count",
                    models.JSONField(default=dict, help_text="winners and trace, as the counting command prints them"),
                ),
                ("told", models.JSONField(default=dict, help_text="what the pages explain")),
                (
                    "ties",
                    models.JSONField(default=list, help_text="projects among which the declared order decides nothing"),
                ),
                ("signature", models.CharField(blank=True, max_length=128)),
                ("public_key", models.CharField(blank=True, max_length=64)),
                ("finished_at", models.DateTimeField(null=True, verbose_name="counted on")),
                ("proposed_at", models.DateTimeField(null=True)),
                ("published_at", models.DateTimeField(null=True, verbose_name="published on")),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "assembly",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="budgets.assembly",
                    ),
                ),
                (
                    "contest",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="budgets.contest",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "imported",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="budgets.importedelection",
                    ),
                ),
            ],
            options={
                "verbose_name": "count",
                "verbose_name_plural": "counts",
            },
        ),
        migrations.AddConstraint(
            model_name="assembly",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)), fields=("contest",), name="assembly_one_stands"
            ),
        ),
        migrations.AddConstraint(
            model_name="assembly",
            constraint=models.UniqueConstraint(fields=("recorded_by", "act_id"), name="assembly_act_once"),
        ),
        migrations.AddConstraint(
            model_name="assembly",
            constraint=models.CheckConstraint(
                condition=models.Q(("present__gte", models.F("quorum"))), name="assembly_had_its_quorum"
            ),
        ),
        migrations.AddConstraint(
            model_name="assembly",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by__isnull", True),
                    models.Q(("confirmed_by", models.F("recorded_by")), _negated=True),
                    _connector="OR",
                ),
                name="assembly_two_officials",
            ),
        ),
        migrations.AddIndex(
            model_name="countrun",
            index=models.Index(
                condition=models.Q(("state__in", ("waiting", "running"))), fields=["id"], name="run_to_count"
            ),
        ),
        migrations.AddIndex(
            model_name="countrun",
            index=models.Index(
                condition=models.Q(("published_at__isnull", False)), fields=["contest", "-number"], name="run_published"
            ),
        ),
        migrations.AddConstraint(
            model_name="countrun",
            constraint=models.UniqueConstraint(fields=("contest", "number"), name="run_number_once"),
        ),
        migrations.AddConstraint(
            model_name="countrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("contest__isnull", False), ("imported__isnull", True)),
                    models.Q(("contest__isnull", True), ("imported__isnull", False)),
                    _connector="OR",
                ),
                name="run_of_one_election",
            ),
        ),
        migrations.AddConstraint(
            model_name="countrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("published_at__isnull", True),
                    ("imported__isnull", False),
                    models.Q(
                        ("proposed_by__isnull", False),
                        ("published_by__isnull", False),
                        models.Q(("proposed_by", models.F("published_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="run_published_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="countrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("published_at__isnull", True), ("state", "done"), _connector="OR"),
                name="run_counted_before_published",
            ),
        ),
        migrations.RunSQL(KEPT, UNKEPT),
    ]
