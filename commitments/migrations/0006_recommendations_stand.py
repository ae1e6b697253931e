"""A recommendation of a published assessment stands as its verdicts do."""

from django.db import migrations

from commitments.reviews.standing import RECOMMENDATIONS_BACKWARD, RECOMMENDATIONS_FORWARD


class Migration(migrations.Migration):
    """Adds the triggers."""

    dependencies = [("commitments", "0005_changes")]
    operations = [migrations.RunSQL(RECOMMENDATIONS_FORWARD, RECOMMENDATIONS_BACKWARD)]
