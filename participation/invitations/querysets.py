"""Reads of invitations."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from participation.invitations.seals import seals_of

if TYPE_CHECKING:
    from participation.models import Person, Subject


class InvitationQuerySet(models.QuerySet):
    """Invitations by whom they are for and whether they wait."""

    def open(self, at: datetime) -> "InvitationQuerySet":
        """Return those that can still be answered, as far as time goes."""
        return self.filter(answer="", expires_at__gt=at)

    def to_person(self, person: "Person") -> "InvitationQuerySet":
        """Return those that reached the person: chosen by name, or by a contact that is known to be theirs."""
        seals = seals_of(person)
        by_contact = Q(seal__in=seals, person=None) if seals else Q(pk__in=[])
        return self.filter(Q(person=person) | by_contact).exclude(by=person)

    def of(self, subject: "Subject", purpose: str) -> "InvitationQuerySet":
        """Return those to one thing."""
        return self.filter(subject=subject, purpose=purpose)
