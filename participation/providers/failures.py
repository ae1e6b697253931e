"""What can go wrong on the way to a provider and back, in words that say what to do."""

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.utils.translation import gettext_lazy as _

from participation.providers.models import IdentityProvider

WORDS = {
    "denied": _("At %(name)s you did not agree, or went back. Nothing changed here."),
    "down": _("%(name)s does not answer at this moment. Try again in some minutes."),
    "refused": _("%(name)s refused what we asked. Whoever manages the platform has to look at how it is set up."),
    "untrusted": _("%(name)s answered something that we cannot trust. Nothing changed here. Try again."),
    "state": _(
        "This did not begin here in this browser, or it began more than ten minutes ago, or it was used already. Begin"
        " again."
    ),
    "somebody_else": _("Another account began this. Begin again with the account that you use now."),
    "no_document": _("%(name)s did not give us your CURP."),
    "bad_document": _("What %(name)s says of you is not a true CURP, or does not go with your date of birth."),
    "level": _("Your account at %(name)s is not verified there yet. Verify it at %(name)s, and come back."),
    "unlinked": _(
        "No account here uses this account of %(name)s to sign in. Sign in as always, or sign up: then you can join"
        " both."
    ),
    "closed": _("Signing in with %(name)s is not offered now."),
}


class ProviderError(OAuth2Error):
    """A sign-in that came to nothing; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def words(code: str, provider: IdentityProvider) -> str:
    """Return why it came to nothing, for the person."""
    return str(WORDS[code]) % {"name": provider.name}
