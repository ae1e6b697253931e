"""The tallies: when somebody did something lately, under a key that tells nothing of who it was."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Tally(models.Model):
    """The moments (microseconds) of what counts for one limit of one caller.

    The table is unlogged: it is not worth the disk's time, and after a crash of the database everybody begins anew.
    """

    key = models.CharField(max_length=40, primary_key=True)
    hits = ArrayField(models.BigIntegerField())
    # Not indexed: each count changes it, and the sweep may read the whole table.
    expires = models.BigIntegerField()

    class Meta:
        verbose_name = "tally"
        verbose_name_plural = "tallies"

    def __str__(self) -> str:
        return self.key[:8]
