"""Table of contents of the ground floor's models."""

from participation.access.models import Role, RoleKind
from participation.comments.models import Comment, CommentState, Stance
from participation.contribution import Channel, Contribution
from participation.events.models import Event, Relay
from participation.files.models import Attachment
from participation.follows.models import Follow
from participation.imports.models import ImportBatch, OriginRef
from participation.institutions.models import Institution, InstitutionAlias
from participation.limits.models import Tally
from participation.moderation.models import Decision, Flag
from participation.notifications.models import Delivery, Notice, Preference
from participation.origins.models import Link, LinkKind
from participation.people.models import ApiToken, Person
from participation.responses.models import Response, Verdict
from participation.subjects.models import Subject, SubjectCount, SubjectState
from participation.territories.models import Territory
from participation.verification.models import Verification
from participation.versions.models import Version
from participation.web.models import Installation, Page

__all__ = [
    "ApiToken",
    "Attachment",
    "Channel",
    "Comment",
    "CommentState",
    "Contribution",
    "Decision",
    "Delivery",
    "Event",
    "Flag",
    "Follow",
    "ImportBatch",
    "Installation",
    "Institution",
    "InstitutionAlias",
    "Link",
    "LinkKind",
    "Notice",
    "OriginRef",
    "Page",
    "Person",
    "Preference",
    "Relay",
    "Response",
    "Role",
    "RoleKind",
    "Stance",
    "Subject",
    "SubjectCount",
    "SubjectState",
    "Tally",
    "Territory",
    "Verdict",
    "Verification",
    "Version",
]
