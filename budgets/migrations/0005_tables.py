"""Voting on paper: tables, and what is typed from their boxes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """New tables."""

    dependencies = [
        ("budgets", "0004_counts"),
        ("participation", "0042_public_log"),
        ("processes", "0020_capture_undone"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Table",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("connected", "the roll is asked before each person gets a ballot"),
                            ("envelopes", "no connection: numbered envelopes, opened once the roll was asked"),
                        ],
                        default="connected",
                        max_length=9,
                        verbose_name="how the roll is asked",
                    ),
                ),
                ("opens_at", models.DateTimeField(verbose_name="opens")),
                ("closes_at", models.DateTimeField(verbose_name="closes")),
                ("signed", models.PositiveIntegerField(default=0, verbose_name="people who signed")),
                ("ballots", models.PositiveIntegerField(editable=False, null=True, verbose_name="valid ballots")),
                ("void", models.PositiveIntegerField(editable=False, null=True, verbose_name="void ballots")),
                ("explanation", models.TextField(blank=True, max_length=2000, verbose_name="why the numbers differ")),
                (
                    "disputed_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="disputed on"),
                ),
                ("dispute", models.TextField(blank=True, max_length=2000, verbose_name="what is disputed")),
                ("closed_at", models.DateTimeField(editable=False, null=True, verbose_name="acta of")),
                (
                    "closed_by",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="tables", to="budgets.contest"
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="voting_tables", to="processes.point"
                    ),
                ),
                (
                    "scan",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="participation.attachment",
                    ),
                ),
            ],
            options={
                "verbose_name": "voting table",
                "verbose_name_plural": "voting tables",
            },
        ),
        migrations.CreateModel(
            name="PaperBallot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("entered", "typed once"),
                            ("differs", "the two entries differ"),
                            ("agreed", "typed twice, the same"),
                            ("settled", "settled by a third person"),
                        ],
                        default="entered",
                        max_length=8,
                    ),
                ),
                ("first", models.TextField(blank=True)),
                ("second", models.TextField(blank=True)),
                ("settled", models.TextField(blank=True)),
                ("changed_at", models.DateTimeField()),
                (
                    "first_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "second_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "table",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="budgets.table"
                    ),
                ),
            ],
            options={
                "verbose_name": "ballot on paper",
                "verbose_name_plural": "ballots on paper",
            },
        ),
        migrations.AddIndex(
            model_name="table",
            index=models.Index(fields=["contest", "closes_at"], name="table_of_contest"),
        ),
        migrations.AddConstraint(
            model_name="table",
            constraint=models.UniqueConstraint(fields=("contest", "point"), name="table_of_a_point_once"),
        ),
        migrations.AddConstraint(
            model_name="table",
            constraint=models.CheckConstraint(
                condition=models.Q(("opens_at__lt", models.F("closes_at"))), name="table_opens_before_it_closes"
            ),
        ),
        migrations.AddConstraint(
            model_name="table",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_at__isnull", True),
                    models.Q(("ballots__isnull", False), ("closed_by__isnull", False), ("void__isnull", False)),
                    _connector="OR",
                ),
                name="table_closed_with_its_numbers",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperballot",
            constraint=models.UniqueConstraint(fields=("table", "number"), name="paper_number_once"),
        ),
        migrations.AddConstraint(
            model_name="paperballot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("second_by__isnull", True),
                    models.Q(("second_by", models.F("first_by")), _negated=True),
                    _connector="OR",
                ),
                name="paper_by_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperballot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("settled_by__isnull", True),
                    models.Q(
                        models.Q(("settled_by", models.F("first_by")), _negated=True),
                        models.Q(("settled_by", models.F("second_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="paper_settled_by_a_third",
            ),
        ),
    ]
