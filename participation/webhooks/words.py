"""What went wrong with a message or an address, in words for whoever wrote the program."""

from typing import Any

from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, Any] = {
    "scheme": _("Write an address that begins with https://."),
    "port": _("This port cannot be called. Use the usual one of https (443) or 8443."),
    "address": _("This leads inside a private network. Write an address that is reachable from the internet."),
    "credentials": _("Write the address without a user name and password; the signature is the proof."),
    "too_long": _("This address is too long. Write at most 1,000 characters."),
    "malformed": _("This is not an address that can be called. Check it for mistakes."),
}
ERRORS: dict[str, Any] = {
    **REFUSALS,
    "name": _("The name of the machine was not found."),
    "name_timeout": _("The name of the machine could not be looked up in time."),
    "connection": _("The connection was refused or cut."),
    "timeout": _("There was no answer within ten seconds."),
    "certificate": _("The certificate of the machine is not valid for its name."),
    "tls": _("No secure connection could be agreed on."),
    "broken": _("The answer was not HTTP."),
    "too_large": _("The answer was not HTTP."),
    "redirect": _("It answered with another address. Write that one here; redirects are not followed."),
    "refused": _("The program refused it."),
    "busy": _("The program could not take it now."),
    "private": _("It is not public any more, or not what you ask for."),
    "skipped": _("You chose to leave it out when you started again."),
    "closed": _("The account of whoever made this is closed."),
    "error": _("Something failed on our side."),
}


def refusal(code: str) -> Any:
    """Return why an address cannot be used."""
    return REFUSALS.get(code, REFUSALS["malformed"])


def error_words(code: str) -> Any:
    """Return what went wrong with a message; nothing where nothing did."""
    return ERRORS.get(code, code)
