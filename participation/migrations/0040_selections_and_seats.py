"""Seats across a group of votes, selections that are not cast yet, votes that wait for paper."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    """New tables; the next migration moves them into the schemas of roll and urn."""

    dependencies = [
        ("participation", "0039_menu"),
    ]

    operations = [
        migrations.CreateModel(
            name="BallotDraft",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("vote", models.UUIDField()),
                ("token", models.CharField(max_length=64)),
                ("sealed", models.BinaryField()),
            ],
            options={
                "verbose_name": "draft of a ballot",
                "verbose_name_plural": "drafts of ballots",
                "db_table": "participation_ballotdraft",
            },
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("seat_group", models.UUIDField()),
                ("person", models.CharField(max_length=64)),
                ("place", models.PositiveSmallIntegerField()),
                ("vote", models.UUIDField()),
            ],
            options={
                "verbose_name": "seat in a group of votes",
                "verbose_name_plural": "seats in groups of votes",
                "db_table": "participation_seat",
            },
        ),
        migrations.CreateModel(
            name="WaitingSelection",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("vote", models.UUIDField()),
                ("person", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name": "selection that waits to be cast",
                "verbose_name_plural": "selections that wait to be cast",
                "db_table": "participation_waitingselection",
            },
        ),
        migrations.AddField(
            model_name="vote",
            name="awaits_paper",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            model_name="vote",
            name="seat_group",
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="vote",
            name="seats",
            field=models.PositiveSmallIntegerField(blank=True, editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("seat_group__isnull", True), ("seats__isnull", True)),
                    models.Q(("seat_group__isnull", False), ("seats__gt", 0), ("seats__isnull", False)),
                    _connector="OR",
                ),
                name="vote_seats_of_a_group",
            ),
        ),
        migrations.AddConstraint(
            model_name="ballotdraft",
            constraint=models.UniqueConstraint(fields=("vote", "token"), name="draft_once"),
        ),
        migrations.AddIndex(
            model_name="seat",
            index=models.Index(fields=["vote"], name="seat_by_vote"),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(fields=("seat_group", "person", "place"), name="seat_place_once"),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(fields=("seat_group", "person", "vote"), name="seat_vote_once"),
        ),
        migrations.AddConstraint(
            model_name="waitingselection",
            constraint=models.UniqueConstraint(fields=("vote", "person"), name="waiting_once"),
        ),
    ]
