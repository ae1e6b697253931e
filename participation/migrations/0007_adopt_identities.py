"""Gives an identity to each keyed hash of before identities had rows; see verification/adoption.py."""

from django.db import migrations


def adopt(apps, schema_editor):
    from participation.verification.adoption import adopt_hashes

    adopt_hashes(apps.get_model)


class Migration(migrations.Migration):
    dependencies = [("participation", "0006_identities")]

    operations = [migrations.RunPython(adopt, migrations.RunPython.noop)]
