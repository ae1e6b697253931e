"""Projects taken off a frozen ballot, and reminders that were sent."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """New tables."""

    dependencies = [
        ("budgets", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReminderSent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "contest",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reminder", to="budgets.contest"
                    ),
                ),
            ],
            options={
                "verbose_name": "reminder of a ballot",
                "verbose_name_plural": "reminders of ballots",
            },
        ),
        migrations.CreateModel(
            name="Amendment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField(max_length=2000, verbose_name="why")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "contest",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="amendments", to="budgets.contest"
                    ),
                ),
                (
                    "project",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="amendment", to="budgets.project"
                    ),
                ),
            ],
            options={
                "verbose_name": "amendment of a ballot",
                "verbose_name_plural": "amendments of ballots",
                "indexes": [models.Index(fields=["contest", "at"], name="amendment_of_contest")],
            },
        ),
    ]
