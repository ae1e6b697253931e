# The plans, choices and digests of people, and the addresses to which nothing is sent.

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

STATES = [
    ("held", "kept for the next digest"),
    ("queued", "waiting"),
    ("sending", "being sent"),
    ("sent", "sent"),
    ("failed", "failed"),
    ("dropped", "not wanted any more"),
    ("bounced", "came back"),
    ("unknown", "unknown whether it arrived"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("participation", "0007_adopt_identities"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="time_zone",
            field=models.CharField(blank=True, db_default="", default="", max_length=64, verbose_name="time zone"),
        ),
        migrations.CreateModel(
            name="MailPlan",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="mail_plan",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "rhythm",
                    models.CharField(
                        choices=[
                            ("now", "At once, one e-mail each"),
                            ("daily", "One e-mail a day with everything"),
                            ("weekly", "One e-mail a week with everything"),
                        ],
                        default="now",
                        max_length=8,
                    ),
                ),
                (
                    "hour",
                    models.PositiveSmallIntegerField(default=8, help_text="hour of the day, in the person's time zone"),
                ),
                ("weekday", models.PositiveSmallIntegerField(default=0, help_text="0 is Monday")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("hour__lte", 23), ("weekday__lte", 6)), name="mail_plan_within_week"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SubjectChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("all", "Everything, also by e-mail"),
                            ("here", "Only in my list here"),
                            ("nothing", "Nothing"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subject_choices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="participation.subject"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("person", "subject"), name="subject_choice_once")],
            },
        ),
        migrations.CreateModel(
            name="Suppression",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("bounce", "mails came back"),
                            ("spam", "the person marked a mail as spam"),
                            ("asked", "somebody asked us to stop"),
                        ],
                        max_length=8,
                        verbose_name="why",
                    ),
                ),
                ("detail", models.CharField(blank=True, max_length=300, verbose_name="what the mail service said")),
                ("at", models.DateTimeField(verbose_name="since")),
                ("lifted_at", models.DateTimeField(blank=True, null=True, verbose_name="lifted on")),
            ],
            options={
                "verbose_name": "address without mails",
                "verbose_name_plural": "addresses without mails",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at__isnull", True)), fields=("digest",), name="suppression_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Digest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(choices=STATES, default="queued", max_length=8, verbose_name="state")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("lease_until", models.DateTimeField(null=True, verbose_name="being worked on until")),
                ("not_before", models.DateTimeField(null=True, verbose_name="not before")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="sent at")),
                ("error", models.CharField(blank=True, max_length=300, verbose_name="error")),
                ("rhythm", models.CharField(max_length=8, verbose_name="how often")),
                ("due_at", models.DateTimeField(verbose_name="due")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="digests", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "digest",
                "verbose_name_plural": "digests",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["queued", "sending"])), fields=["id"], name="digest_open"
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("person", "due_at"), name="digest_once")],
            },
        ),
        migrations.AlterField(
            model_name="delivery",
            name="state",
            field=models.CharField(choices=STATES, default="queued", max_length=8, verbose_name="state"),
        ),
        migrations.AddField(
            model_name="delivery",
            name="digest",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="deliveries",
                to="participation.digest",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("digest__isnull", True), ("state", "held")),
                fields=["not_before"],
                name="delivery_held",
            ),
        ),
    ]
