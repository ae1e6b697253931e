"""The public log of a vote: leaves in their order, and the signed heads over them. Both only ever grow."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from participation.urn.ledger import AMENDMENT, BALLOT, CLOSE, DEFINITION
from participation.urn.models import HASH_LENGTH

KINDS = {
    DEFINITION: _("what is voted on"),
    BALLOT: _("a ballot"),
    AMENDMENT: _("a change after voting opened"),
    CLOSE: _("the close"),
}


class LogLeaf(models.Model):
    """One leaf. Of a ballot it holds a hash that says nothing without its salt, and no moment."""

    vote = models.ForeignKey("participation.Vote", on_delete=models.PROTECT, related_name="leaves")
    index = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=10, choices=KINDS)
    leaf = models.TextField()
    mark = models.CharField(max_length=HASH_LENGTH, blank=True)  # of a ballot: what its receipt says

    class Meta:
        db_table = "participation_logleaf"
        verbose_name = _("leaf of a log")
        verbose_name_plural = _("leaves of logs")
        constraints = [
            models.UniqueConstraint(fields=["vote", "index"], name="leaf_in_its_place"),
            models.UniqueConstraint(fields=["vote", "mark"], condition=~Q(mark=""), name="leaf_mark_once"),
        ]

    def __str__(self) -> str:
        return f"{self.vote_id}/{self.index}"


class TreeHead(models.Model):
    """What was signed of a log at a moment: so many leaves, with this root."""

    vote = models.ForeignKey("participation.Vote", on_delete=models.PROTECT, related_name="heads")
    size = models.PositiveBigIntegerField(_("leaves"))
    root = models.CharField(max_length=HASH_LENGTH)
    at = models.DateTimeField()
    signature = models.CharField(max_length=128)
    public_key = models.CharField(max_length=HASH_LENGTH)

    class Meta:
        db_table = "participation_treehead"
        verbose_name = _("signed head of a log")
        verbose_name_plural = _("signed heads of logs")
        constraints = [models.UniqueConstraint(fields=["vote", "size"], name="head_of_size_once")]

    def __str__(self) -> str:
        return f"{self.vote_id}: {self.size}"

    @property
    def said_at(self) -> str:
        """Return its moment as it is signed."""
        return said(self.at)

    def told(self) -> dict[str, Any]:
        """Return it for JSON."""
        return {
            "size": self.size, "root": self.root, "at": self.said_at, "signature": self.signature,
            "public_key": self.public_key,
        }  # fmt: skip


def said(at: Any) -> str:
    """Return a moment as it stands in what is signed."""
    from datetime import UTC

    return str(at.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ"))
