"""Gives a folio to every proposal that was handed in before there were folios, and counts what answers took.

Written at once instead of when somebody looks: a page that is only read must not write, search finds the old ones from
the first day, and the figures of the institutions are whole. In batches, so that no lock is held for long.
"""

from django.db import migrations

from participation.folios.codes import make_code
from participation.workdays.calendar import working_days_left
from participation.workdays.querysets import local_day

BATCH = 2_000


def give_folios(apps, schema_editor):
    Proposal, Folio = apps.get_model("proposals", "Proposal"), apps.get_model("participation", "Folio")
    rows = Proposal.objects.exclude(state="draft").exclude(state="withdrawn", published_at=None).exclude(author=None)
    last = 0
    while True:
        batch = list(
            rows.filter(pk__gt=last).order_by("pk").values_list("pk", "subject_id", "published_at", "created_at")[:BATCH]
        )
        if not batch:
            return
        given = [
            Folio(subject_id=subject, code=make_code(local_day(published or made).year), given_at=published or made)
            for _pk, subject, published, made in batch
        ]
        Folio.objects.bulk_create(given, ignore_conflicts=True)
        last = batch[-1][0]


def count_days(apps, schema_editor):
    Response, Holiday = apps.get_model("participation", "Response"), apps.get_model("participation", "Holiday")
    off, last = set(Holiday.objects.values_list("day", flat=True)), 0
    rows = Response.objects.filter(published_at__isnull=False, working_days=None).order_by("pk")
    while True:
        batch = list(rows.filter(pk__gt=last)[:BATCH])
        if not batch:
            return
        for row in batch:
            row.working_days = max(0, working_days_left(local_day(row.owed_since), local_day(row.published_at), off))
        Response.objects.bulk_update(batch, ["working_days"])
        last = batch[-1].pk


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("participation", "0022_routing"), ("proposals", "0002_orders_of_all")]

    operations = [
        migrations.RunPython(give_folios, migrations.RunPython.noop),
        migrations.RunPython(count_days, migrations.RunPython.noop),
    ]
