"""Privacy notices by purpose: what is said where nobody published a version of their own, and which one holds.

A notice is not one long text: each thing that it must say has a field, so that none can be forgotten, and the simple
form is always made from the whole one.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from participation.web.installation import keep

if TYPE_CHECKING:
    from participation.models import NoticeVersion

NOBODY_ELSE = _(
    "Your data are given to no other institution, except where an authority asks for them by law and says for what."
)
BASIS = _(
    "The general law on the protection of personal data held by public bodies, published on 20 March 2025, the law of"
    " the state on the same subject, and the rules of citizen participation of this government."
)


@dataclass(frozen=True, slots=True)
class NoticePurpose:
    """A notice that the platform needs, with the words that hold until officials publish theirs."""

    name: str
    title: Any
    data: Any
    uses: Any
    optional_uses: Any = ""
    basis: Any = BASIS
    transfers: Any = NOBODY_ELSE
    refusal: Any = ""
    position: int = 100

    def text(self, field: str) -> str:
        """Return a field in the reader's language."""
        return str(getattr(self, field))


_purposes: dict[str, NoticePurpose] = {}


def register_notice(*purposes: NoticePurpose) -> None:
    """Add notices (in ``registrations.register()``). Raises ValueError for a name that is taken."""
    for purpose in purposes:
        if _purposes.get(purpose.name, purpose) != purpose:
            raise ValueError(f"privacy notice {purpose.name} is registered twice")
        _purposes[purpose.name] = purpose


def get_notice(name: str) -> NoticePurpose | None:
    """Return what was registered under a name."""
    return _purposes.get(name)


def all_notices() -> list[NoticePurpose]:
    """Return the notices in the order in which pages list them."""
    return sorted(_purposes.values(), key=lambda purpose: purpose.position)


def current(name: str) -> "NoticeVersion | None":
    """Return the published version that holds; None while the platform's own words do."""
    from participation.models import NoticeVersion

    return NoticeVersion.objects.filter(purpose=name).order_by("-number").first()


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice as a page shows it, in the reader's language."""

    name: str
    number: int
    texts: dict[str, str]
    lang: str
    responsible: dict[str, Any]
    version: "NoticeVersion | None"


FIELDS = ("title", "data", "uses", "optional_uses", "basis", "transfers", "refusal")


def in_force() -> "dict[str, NoticeVersion]":
    """Return the published versions that hold, by purpose, for pages: kept for two seconds, as the installation is."""
    return keep("notices", _in_force)  # type: ignore[no-any-return]


def _in_force() -> "dict[str, NoticeVersion]":
    from participation.models import NoticeVersion

    rows = NoticeVersion.objects.order_by("purpose", "-number").distinct("purpose")
    return {version.purpose: version for version in rows}


def shown(name: str, version: "NoticeVersion | None" = None) -> Shown | None:
    """Return a notice to show: the version given, else the one that holds, else our own words; None for no notice."""
    from participation.privacy.setup import responsible

    purpose = get_notice(name)
    version = version or in_force().get(name)
    if version is not None:
        texts = {field: version.in_language(field) for field in FIELDS}
        return Shown(name, version.number, texts, version.language_of("uses"), version.responsible, version)
    if purpose is None:
        return None
    return Shown(name, 0, {field: purpose.text(field) for field in FIELDS}, "", responsible(), None)


OWN = (
    NoticePurpose(
        "account",
        _("Your account on this platform"),
        _("Public name, e-mail address or mobile number, language, and how you sign in."),
        _(
            "To let you take part, to know that the contact is yours, to sign what you write with the name that you"
            " chose, and to tell you what came of it."
        ),
        _("To send you newsletters and announcements of this government."),
        refusal=_("You choose it in your account, under “What I agreed to”. Nobody is left out for saying no."),
        position=10,
    ),
    NoticePurpose(
        "verification",
        _("Verification of who you are"),
        _(
            "The number of your document, which is not kept: only a seal made from it. Your date of birth and the"
            " territory where you live. Where another service says who you are, such as Llave MX, a seal made from the"
            " name of your account there too; nothing goes to it but that you come from here."
        ),
        _("So that one person is one voice, and to know whether you may take part where age or residence count."),
        position=20,
    ),
    NoticePurpose(
        "participation",
        _("What you propose, comment and support"),
        _("What you write, files you attach, what you support and follow, and when."),
        _(
            "To show your proposals and comments in public with your public name, to count support, to answer with"
            " reasons, and to publish open data with a pseudonym."
        ),
        position=30,
    ),
    NoticePurpose(
        "arco",
        _("Requests on personal data"),
        _(
            "Name, a way to reach you, what you ask, and the document with which you prove who you are, which is seen"
            " and not kept."
        ),
        _("To handle your request and to answer it within the term of the law."),
        position=40,
    ),
)  # fmt: skip
