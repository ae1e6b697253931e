"""The methods of assessment, and what no code can change: a published assessment, its verdicts, its page."""

from django.db import migrations

from commitments.reviews.schemes import write_schemes
from commitments.reviews.standing import BACKWARD, FORWARD


def load(apps, schema_editor):
    """Write the methods of the catalogue."""
    names = ("AssessmentScheme", "Variable", "ScaleValue")
    write_schemes(*(apps.get_model("commitments", name) for name in names))


class Migration(migrations.Migration):
    """Adds the triggers and the data."""

    dependencies = [("commitments", "0002_reviews")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunPython(load, migrations.RunPython.noop, elidable=False),
    ]
