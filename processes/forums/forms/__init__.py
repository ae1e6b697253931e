"""Forms of forums."""

from processes.forums.forms.calls import CallForm, CandidacyForm, DecideForm
from processes.forums.forms.forum import ForumForm, ReasonForm, RulesForm, SeatsForm
from processes.forums.forms.members import ConflictForm, ExitForm, MemberForm
from processes.forums.forms.sessions import AddSessionForm, DeclarationForm, JoinForm, SessionForm, StatementForm

__all__ = [
    "AddSessionForm",
    "CallForm",
    "CandidacyForm",
    "ConflictForm",
    "DecideForm",
    "DeclarationForm",
    "ExitForm",
    "ForumForm",
    "JoinForm",
    "MemberForm",
    "ReasonForm",
    "RulesForm",
    "SeatsForm",
    "SessionForm",
    "StatementForm",
]
