"""When the result of a contest was first published, so that its pages can lead there."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("budgets", "0005_tables"),
    ]

    operations = [
        migrations.AddField(
            model_name="contest",
            name="decided_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="result published on"),
        ),
    ]
