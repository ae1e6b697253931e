"""One index finds words within a stretch of time, a kind and a place; the one over words alone gives way to it."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations
from django.db.models import F

from participation.search.eras import Alone, Eras


class Migration(migrations.Migration):
    """Made beside the other, so that nobody waits to write meanwhile."""

    atomic = False

    dependencies = [("participation", "0034_organisations")]

    operations = [
        AddIndexConcurrently(
            model_name="subject",
            index=GinIndex(
                F("search"), Eras("published_at"), Alone("kind"), Alone("territory_id"), name="subject_found"
            ),
        ),
        RemoveIndexConcurrently(model_name="subject", name="subject_search"),
    ]
