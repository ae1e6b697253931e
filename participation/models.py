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
from participation.moderation.models import Appeal, Block, Decision, Flag, Rule, Suspicion, Watch
from participation.notifications.models import (
    Delivery,
    Digest,
    MailPlan,
    Notice,
    Preference,
    SubjectChoice,
    Suppression,
)
from participation.origins.models import Link, LinkKind
from participation.people.models import ApiToken, Person
from participation.responses.models import Response, Verdict
from participation.subjects.models import Subject, SubjectCount, SubjectState
from participation.territories.models import Territory
from participation.verification.models import (
    AssistedCode,
    Conflict,
    FailedAttempt,
    GuardianConsent,
    Identity,
    IdentityKey,
    MethodSetting,
    MinorRules,
    PepperState,
    Verification,
)
from participation.versions.models import Version
from participation.web.models import Installation, Page

__all__ = [
    "ApiToken",
    "Appeal",
    "AssistedCode",
    "Attachment",
    "Block",
    "Channel",
    "Comment",
    "CommentState",
    "Conflict",
    "Contribution",
    "Decision",
    "Delivery",
    "Digest",
    "Event",
    "FailedAttempt",
    "Flag",
    "Follow",
    "GuardianConsent",
    "Identity",
    "IdentityKey",
    "ImportBatch",
    "Installation",
    "Institution",
    "InstitutionAlias",
    "Link",
    "LinkKind",
    "MailPlan",
    "MethodSetting",
    "MinorRules",
    "Notice",
    "OriginRef",
    "Page",
    "PepperState",
    "Person",
    "Preference",
    "Relay",
    "Response",
    "Role",
    "RoleKind",
    "Rule",
    "Stance",
    "Subject",
    "SubjectChoice",
    "SubjectCount",
    "SubjectState",
    "Suppression",
    "Suspicion",
    "Tally",
    "Territory",
    "Verdict",
    "Verification",
    "Version",
    "Watch",
]
