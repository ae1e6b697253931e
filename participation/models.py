"""Table of contents of the ground floor's models."""

from participation.access.models import (
    FieldAccount,
    PendingAct,
    PendingOutcome,
    Role,
    RoleKind,
    TwoPeople,
    Viewing,
)
from participation.administrations.models import Administration, Pronouncement
from participation.agenda.models import Meeting
from participation.announcements.models import Announcement, AnnouncementKind, AnnouncementState
from participation.asks.models import Ask
from participation.asks.states import AskState
from participation.census.models import (
    Census,
    CensusEntry,
    CensusImport,
    ChannelCode,
    CodeState,
    ImportState,
    VerificationFigure,
    Way,
)
from participation.comments.models import Comment, CommentState, Stance
from participation.contribution import Channel, Contribution
from participation.evaluations.models import Evaluation, EvaluationAnswer
from participation.events.models import Event, Relay
from participation.exports.models import ExportJob, ExportState
from participation.files.models import Attachment
from participation.folios.models import Folio
from participation.follows.models import Follow
from participation.followup.models import (
    Action,
    DateChange,
    Declaration,
    DeclarationKind,
    Evidence,
    EvidenceKind,
    Obstacle,
    ProgressUpdate,
    Reporter,
)
from participation.groups.models import PersonGroup, PersonGroupMember, PlaceKind
from participation.imports.models import ImportBatch, OriginRef
from participation.institutions.models import Institution, InstitutionAlias
from participation.invitations.models import Invitation, InvitationAnswer, InvitationMail
from participation.joins.models import Join
from participation.limits.models import Tally
from participation.moderation.models import Appeal, Block, Decision, Flag, Rule, Suspicion, TextPrint, Watch
from participation.notifications.models import (
    Delivery,
    Digest,
    MailPlan,
    Notice,
    Preference,
    SubjectChoice,
    Suppression,
)
from participation.organisations.models import Organisation, OrganisationKind, OrganisationState, Representation
from participation.origins.models import Link, LinkKind
from participation.people.models import ApiToken, Person, Session
from participation.privacy.models import (
    ArcoOutcome,
    ArcoRequest,
    ArcoRight,
    ArcoState,
    ArcoStep,
    Blocking,
    Breach,
    Consent,
    NoticeVersion,
    PrivacySettings,
    RetentionState,
)
from participation.providers.models import IdentityProvider, ProviderAccount
from participation.responses.models import Response, ResponsePart, Routing, Verdict
from participation.reuses.models import Reuse, ReuseKind
from participation.subjects.models import Subject, SubjectCount, SubjectState
from participation.territories.models import Territory
from participation.urn.log_models import LogLeaf, TreeHead
from participation.urn.models import (
    Ballot,
    BallotDraft,
    CountedBallot,
    RollEntry,
    Seat,
    Vote,
    VoteState,
    WaitingSelection,
)
from participation.veda.models import ElectoralPeriod, PeriodKind
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
from participation.web.models import Installation, Menu, Page
from participation.webhooks.models import WebhookDelivery, WebhookEndpoint
from participation.workdays.models import Holiday

__all__ = [
    "Action",
    "Administration",
    "Announcement",
    "AnnouncementKind",
    "AnnouncementState",
    "ApiToken",
    "Appeal",
    "ArcoOutcome",
    "ArcoRequest",
    "ArcoRight",
    "ArcoState",
    "ArcoStep",
    "Ask",
    "AskState",
    "AssistedCode",
    "Attachment",
    "Ballot",
    "BallotDraft",
    "Block",
    "Blocking",
    "Breach",
    "Census",
    "CensusEntry",
    "CensusImport",
    "Channel",
    "ChannelCode",
    "CodeState",
    "Comment",
    "CommentState",
    "Conflict",
    "Consent",
    "Contribution",
    "CountedBallot",
    "DateChange",
    "Decision",
    "Declaration",
    "DeclarationKind",
    "Delivery",
    "Digest",
    "ElectoralPeriod",
    "Evaluation",
    "EvaluationAnswer",
    "Event",
    "Evidence",
    "EvidenceKind",
    "ExportJob",
    "ExportState",
    "FailedAttempt",
    "FieldAccount",
    "Flag",
    "Folio",
    "Follow",
    "GuardianConsent",
    "Holiday",
    "Identity",
    "IdentityKey",
    "IdentityProvider",
    "ImportBatch",
    "ImportState",
    "Installation",
    "Institution",
    "InstitutionAlias",
    "Invitation",
    "InvitationAnswer",
    "InvitationMail",
    "Join",
    "Link",
    "LinkKind",
    "LogLeaf",
    "MailPlan",
    "Meeting",
    "Menu",
    "MethodSetting",
    "MinorRules",
    "Notice",
    "NoticeVersion",
    "Obstacle",
    "Organisation",
    "OrganisationKind",
    "OrganisationState",
    "OriginRef",
    "Page",
    "PendingAct",
    "PendingOutcome",
    "PepperState",
    "PeriodKind",
    "Person",
    "PersonGroup",
    "PersonGroupMember",
    "PlaceKind",
    "Preference",
    "PrivacySettings",
    "ProgressUpdate",
    "Pronouncement",
    "ProviderAccount",
    "Relay",
    "Reporter",
    "Representation",
    "Response",
    "ResponsePart",
    "RetentionState",
    "Reuse",
    "ReuseKind",
    "Role",
    "RoleKind",
    "RollEntry",
    "Routing",
    "Rule",
    "Seat",
    "Session",
    "Stance",
    "Subject",
    "SubjectChoice",
    "SubjectCount",
    "SubjectState",
    "Suppression",
    "Suspicion",
    "Tally",
    "Territory",
    "TextPrint",
    "TreeHead",
    "TwoPeople",
    "Verdict",
    "Verification",
    "VerificationFigure",
    "Version",
    "Viewing",
    "Vote",
    "VoteState",
    "WaitingSelection",
    "Watch",
    "Way",
    "WebhookDelivery",
    "WebhookEndpoint",
]
