from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("participation", "0042_public_log")]
    operations = [
        migrations.AddField(
            model_name="evidence",
            name="failing_since",
            field=models.DateTimeField(blank=True, help_text="it did not answer, perhaps for a while only", null=True),
        ),
    ]
