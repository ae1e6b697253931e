"""The rows of a sealed vote, in three places that three roles of the database own.

``Vote`` lies with everything else and holds nothing of anybody. ``RollEntry`` (schema ``roll``) says that a keyed hash
of a person voted, ``Ballot`` (schema ``urn``) what was chosen under a token, as long as the vote is open;
``CountedBallot`` (schema ``urn``) holds the same choices afterwards, in another order, with neither token nor time. The
application's own role reads none of the last three: see ``chambers.py``. No key of the database leads from one to
another.
"""

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from participation.contribution import Channel

HASH_LENGTH = 64
MOST_CHARACTERS = 100_000


class VoteState(models.TextChoices):
    """Where a vote is. Whether an open one takes ballots now, the clock says."""

    DRAFT = "draft", _("in preparation")
    OPEN = "open", _("frozen: its rules do not change any more")
    CLOSED = "closed", _("closed and counted")


class Vote(models.Model):
    """A vote: from when to when, for whom, and the fingerprint of what is voted on. A trigger keeps what is frozen."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject = models.OneToOneField(
        "participation.Subject", null=True, blank=True, on_delete=models.PROTECT, related_name="vote"
    )
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    rules = models.JSONField(_("who may vote"), default=list, blank=True)
    revocable = models.BooleanField(_("a ballot can be changed until the vote closes"), default=False)
    # The places whose figures are told apart: a voter counts for the nearest of them where they live. Empty: none.
    territories = ArrayField(models.BigIntegerField(), default=list, blank=True)
    # Votes of one group share so many seats: a person votes in at most this many of them (seats.py). None: no group.
    seat_group = models.UUIDField(null=True, blank=True, editable=False)
    seats = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    # Ballots on paper are still typed in after voting ended: it is closed when the last table is done (paper.py).
    awaits_paper = models.BooleanField(default=False, db_default=False, editable=False)
    definition = models.JSONField(null=True, editable=False)
    definition_hash = models.CharField(max_length=HASH_LENGTH, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=VoteState, default=VoteState.DRAFT)
    frozen_at = models.DateTimeField(_("frozen on"), null=True, editable=False)
    closed_at = models.DateTimeField(_("closed on"), null=True, editable=False)
    # Marks of the two keys, by which a process that holds another one is found out; they do not give the keys away.
    roll_mark = models.CharField(max_length=HASH_LENGTH, blank=True, editable=False)
    link_mark = models.CharField(max_length=HASH_LENGTH, blank=True, editable=False)
    link_destroyed_at = models.DateTimeField(_("link key destroyed on"), null=True, editable=False)
    # Stamped at close: how many ballots, how many people on the roll, and the figures that may be told (querysets.py).
    ballots = models.PositiveIntegerField(_("ballots"), null=True, editable=False)
    marked = models.PositiveIntegerField(_("people who voted"), null=True, editable=False)
    figures = models.JSONField(default=dict, db_default={}, editable=False)
    roll_erased_at = models.DateTimeField(_("roll erased on"), null=True, editable=False)

    class Meta:
        db_table = "participation_vote"
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [
            models.CheckConstraint(condition=Q(opens_at__lt=F("closes_at")), name="vote_opens_before_it_closes"),
            models.CheckConstraint(
                condition=Q(state=VoteState.DRAFT, frozen_at__isnull=True)
                | (~Q(state=VoteState.DRAFT) & Q(frozen_at__isnull=False) & ~Q(definition_hash="")),
                name="vote_frozen_with_its_definition",
            ),
            models.CheckConstraint(
                condition=Q(state=VoteState.CLOSED, closed_at__isnull=False)
                | (~Q(state=VoteState.CLOSED) & Q(closed_at__isnull=True, link_destroyed_at__isnull=True)),
                name="vote_closed_before_its_key_goes",
            ),
            models.CheckConstraint(
                condition=Q(seat_group__isnull=True, seats__isnull=True)
                | Q(seat_group__isnull=False, seats__isnull=False, seats__gt=0),
                name="vote_seats_of_a_group",
            ),
        ]
        indexes = [
            models.Index(fields=["closes_at"], condition=Q(link_destroyed_at__isnull=True), name="vote_not_ended")
        ]

    def __str__(self) -> str:
        return self.subject.title if self.subject else str(self.key)

    @property
    def publication(self) -> str:
        """Return what is to be published of its ballots, as it was frozen; nothing for a vote without a public log."""
        return str((self.definition or {}).get("publication", ""))

    @property
    def is_closed(self) -> bool:
        """Tell whether it was closed, so that its ballots can be read."""
        return self.state == VoteState.CLOSED

    @property
    def is_reconciled(self) -> bool:
        """Tell whether as many ballots were counted as people are on the roll."""
        return self.is_closed and self.ballots == self.marked

    def is_open_at(self, at: Any) -> bool:
        """Tell whether it takes ballots at a moment."""
        return self.state == VoteState.OPEN and bool(self.opens_at <= at < self.closes_at)


class RollEntry(models.Model):
    """A person voted: a keyed hash, by which way, for which place, on which day. In the schema ``roll``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vote = models.UUIDField()  # the vote's key; no foreign key leads out of the schema
    person = models.CharField(max_length=HASH_LENGTH)
    channel = models.CharField(max_length=12, choices=Channel.choices)
    territory = models.BigIntegerField(null=True)
    day = models.DateField()

    class Meta:
        db_table = "participation_rollentry"
        verbose_name = _("entry of the roll")
        verbose_name_plural = _("entries of the roll")
        constraints = [models.UniqueConstraint(fields=["vote", "person"], name="roll_once")]

    def __str__(self) -> str:
        return str(self.vote)


class Seat(models.Model):
    """A person took one of the seats of a group of votes, under a hash of the group. In the schema ``roll``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    seat_group = models.UUIDField()
    person = models.CharField(max_length=HASH_LENGTH)
    place = models.PositiveSmallIntegerField()
    vote = models.UUIDField()

    class Meta:
        db_table = "participation_seat"
        verbose_name = _("seat in a group of votes")
        verbose_name_plural = _("seats in groups of votes")
        constraints = [
            models.UniqueConstraint(fields=["seat_group", "person", "place"], name="seat_place_once"),
            models.UniqueConstraint(fields=["seat_group", "person", "vote"], name="seat_vote_once"),
        ]
        indexes = [models.Index(fields=["vote"], name="seat_by_vote")]

    def __str__(self) -> str:
        return str(self.vote)


class WaitingSelection(models.Model):
    """A person has a selection that they did not cast, nothing of what it holds. In the schema ``roll``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vote = models.UUIDField()
    person = models.CharField(max_length=HASH_LENGTH)

    class Meta:
        db_table = "participation_waitingselection"
        verbose_name = _("selection that waits to be cast")
        verbose_name_plural = _("selections that wait to be cast")
        constraints = [models.UniqueConstraint(fields=["vote", "person"], name="waiting_once")]

    def __str__(self) -> str:
        return str(self.vote)


class BallotDraft(models.Model):
    """What somebody marked so far, encrypted under the link key, under a token of its own. In the schema ``urn``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vote = models.UUIDField()
    token = models.CharField(max_length=HASH_LENGTH)
    sealed = models.BinaryField()

    class Meta:
        db_table = "participation_ballotdraft"
        verbose_name = _("draft of a ballot")
        verbose_name_plural = _("drafts of ballots")
        constraints = [models.UniqueConstraint(fields=["vote", "token"], name="draft_once")]

    def __str__(self) -> str:
        return str(self.vote)


class Ballot(models.Model):
    """A ballot of an open vote under a token that only the link key can make. In the schema ``urn``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vote = models.UUIDField()
    token = models.CharField(max_length=HASH_LENGTH)
    choices = models.TextField()  # RFC 8785: the same choices are the same bytes
    channel = models.CharField(max_length=12, choices=Channel.choices)
    territory = models.BigIntegerField(null=True)
    # Of a vote with a public log (log.py): the hash that stands for the ballot there, and whether it does already.
    salt = models.CharField(max_length=HASH_LENGTH, blank=True, db_default="", default="")
    commitment = models.CharField(max_length=HASH_LENGTH, blank=True, db_default="", default="")
    logged = models.BooleanField(db_default=False, default=False)

    class Meta:
        db_table = "participation_ballot"
        verbose_name = _("ballot in the urn")
        verbose_name_plural = _("ballots in the urn")
        constraints = [models.UniqueConstraint(fields=["vote", "token"], name="ballot_once")]

    def __str__(self) -> str:
        return str(self.vote)


class CountedBallot(models.Model):
    """A ballot of a closed vote: choices, and the way and place that at least ten ballots share. In ``urn``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vote = models.UUIDField()
    choices = models.TextField()
    channel = models.CharField(max_length=12, choices=Channel.choices, blank=True)
    territory = models.BigIntegerField(null=True)
    # Kept only where it was said beforehand that every ballot is published with its place in the log.
    salt = models.CharField(max_length=HASH_LENGTH, blank=True, db_default="", default="")

    class Meta:
        db_table = "participation_countedballot"
        verbose_name = _("counted ballot")
        verbose_name_plural = _("counted ballots")
        indexes = [models.Index(fields=["vote", "id"], name="counted_by_vote")]

    def __str__(self) -> str:
        return str(self.vote)
