"""Steps of signing in."""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.account.stages import EmailVerificationStage
from django.http import HttpRequest
from django.utils import timezone

from participation.people.models import Person


class ContactStage(EmailVerificationStage):
    """Asks for the code of the e-mail address, unless the person's contact is proved already."""

    def handle(self) -> tuple:
        """Return allauth's (response, go on)."""
        person = self.login.user
        if person is not None and _proved(self.request, person):
            return None, True
        return super().handle()


def _proved(request: HttpRequest, person: Person) -> bool:
    """Tell whether the contact is known to be theirs: by mobile, by a code, or because an administrator made it."""
    if person.phone_verified:
        return True
    address = EmailAddress.objects.filter(user=person, email=person.email or "").first()
    if address is not None:
        return bool(address.verified)
    records = get_authentication_records(request, person)
    if records and records[-1].get("method") == "code" and records[-1].get("email") == person.email:
        from participation.people.actions import confirm_email

        confirm_email(person=person, address=EmailAddress(user=person, email=person.email or ""), at=timezone.now())
    return True
