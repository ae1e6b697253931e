"""Votes, the roll of who voted, ballots and counted ballots."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """New tables; the next migration moves three of them into schemas of their own."""

    dependencies = [
        ("participation", "0036_response_through"),
    ]

    operations = [
        migrations.CreateModel(
            name="Ballot",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("vote", models.UUIDField()),
                ("token", models.CharField(max_length=64)),
                ("choices", models.TextField()),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("web", "online"),
                            ("api", "through the API"),
                            ("counter", "in person"),
                            ("paper", "on paper"),
                            ("encounter", "at an encounter"),
                            ("import", "imported"),
                            ("phone", "by telephone"),
                            ("whatsapp", "by WhatsApp"),
                            ("letter", "by official letter"),
                            ("social", "through social networks"),
                        ],
                        max_length=12,
                    ),
                ),
                ("territory", models.BigIntegerField(null=True)),
            ],
            options={
                "verbose_name": "ballot in the urn",
                "verbose_name_plural": "ballots in the urn",
                "db_table": "participation_ballot",
                "constraints": [models.UniqueConstraint(fields=("vote", "token"), name="ballot_once")],
            },
        ),
        migrations.CreateModel(
            name="CountedBallot",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("vote", models.UUIDField()),
                ("choices", models.TextField()),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("web", "online"),
                            ("api", "through the API"),
                            ("counter", "in person"),
                            ("paper", "on paper"),
                            ("encounter", "at an encounter"),
                            ("import", "imported"),
                            ("phone", "by telephone"),
                            ("whatsapp", "by WhatsApp"),
                            ("letter", "by official letter"),
                            ("social", "through social networks"),
                        ],
                        max_length=12,
                    ),
                ),
                ("territory", models.BigIntegerField(null=True)),
            ],
            options={
                "verbose_name": "counted ballot",
                "verbose_name_plural": "counted ballots",
                "db_table": "participation_countedballot",
                "indexes": [models.Index(fields=["vote", "id"], name="counted_by_vote")],
            },
        ),
        migrations.CreateModel(
            name="RollEntry",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("vote", models.UUIDField()),
                ("person", models.CharField(max_length=64)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("web", "online"),
                            ("api", "through the API"),
                            ("counter", "in person"),
                            ("paper", "on paper"),
                            ("encounter", "at an encounter"),
                            ("import", "imported"),
                            ("phone", "by telephone"),
                            ("whatsapp", "by WhatsApp"),
                            ("letter", "by official letter"),
                            ("social", "through social networks"),
                        ],
                        max_length=12,
                    ),
                ),
                ("territory", models.BigIntegerField(null=True)),
                ("day", models.DateField()),
            ],
            options={
                "verbose_name": "entry of the roll",
                "verbose_name_plural": "entries of the roll",
                "db_table": "participation_rollentry",
                "constraints": [models.UniqueConstraint(fields=("vote", "person"), name="roll_once")],
            },
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("opens_at", models.DateTimeField(verbose_name="opens")),
                ("closes_at", models.DateTimeField(verbose_name="closes")),
                ("rules", models.JSONField(blank=True, default=list, verbose_name="who may vote")),
                (
                    "revocable",
                    models.BooleanField(default=False, verbose_name="a ballot can be changed until the vote closes"),
                ),
                (
                    "territories",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                ("definition", models.JSONField(editable=False, null=True)),
                ("definition_hash", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "in preparation"),
                            ("open", "frozen: its rules do not change any more"),
                            ("closed", "closed and counted"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("frozen_at", models.DateTimeField(editable=False, null=True, verbose_name="frozen on")),
                ("closed_at", models.DateTimeField(editable=False, null=True, verbose_name="closed on")),
                ("roll_mark", models.CharField(blank=True, editable=False, max_length=64)),
                ("link_mark", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "link_destroyed_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="link key destroyed on"),
                ),
                ("ballots", models.PositiveIntegerField(editable=False, null=True, verbose_name="ballots")),
                ("marked", models.PositiveIntegerField(editable=False, null=True, verbose_name="people who voted")),
                ("figures", models.JSONField(db_default={}, default=dict, editable=False)),
                ("roll_erased_at", models.DateTimeField(editable=False, null=True, verbose_name="roll erased on")),
                (
                    "subject",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vote",
                        to="participation.subject",
                    ),
                ),
            ],
            options={
                "verbose_name": "vote",
                "verbose_name_plural": "votes",
                "db_table": "participation_vote",
                "indexes": [
                    models.Index(
                        condition=models.Q(("link_destroyed_at__isnull", True)),
                        fields=["closes_at"],
                        name="vote_not_ended",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("opens_at__lt", models.F("closes_at"))), name="vote_opens_before_it_closes"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("frozen_at__isnull", True), ("state", "draft")),
                            models.Q(
                                models.Q(("state", "draft"), _negated=True),
                                ("frozen_at__isnull", False),
                                models.Q(("definition_hash", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="vote_frozen_with_its_definition",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("state", "closed")),
                            models.Q(
                                models.Q(("state", "closed"), _negated=True),
                                ("closed_at__isnull", True),
                                ("link_destroyed_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="vote_closed_before_its_key_goes",
                    ),
                ],
            },
        ),
    ]
