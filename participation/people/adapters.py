"""Where allauth meets the house: people, messages, addresses of clients, secrets."""

import logging
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participation.ciphers import cipher
from participation.limits.visitors import client_ip
from participation.notifications.channels.sms import SmsFailed, send_sms
from participation.people import sessions
from participation.people.contacts import clean_phone
from participation.people.models import Person
from participation.web.addresses import absolute, localized, plain
from participation.web.installation import installation

if TYPE_CHECKING:
    from allauth.account.models import EmailAddress

logger = logging.getLogger(__name__)


class PhoneField(forms.CharField):
    """A mobile number, in E.164 once clean; ten digits are a Mexican one."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Mobile number"))
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}))
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        """Return the number in E.164. Raises ValidationError."""
        text = super().clean(value)
        return clean_phone(text) if text else ""


class AccountAdapter(DefaultAccountAdapter):
    """Accounts by e-mail address or mobile number; every row is written by an act."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": gettext_lazy("This account is closed."),
        "duplicate_email": gettext_lazy("This is already your address."),
        "email_password_mismatch": gettext_lazy(
            "The contact or the password is not right. You can also enter with a code."
        ),
        "phone_password_mismatch": gettext_lazy(
            "The contact or the password is not right. You can also enter with a code."
        ),
        "username_password_mismatch": gettext_lazy(
            "The contact or the password is not right. You can also enter with a code."
        ),
        "invalid_login": gettext_lazy("Write an e-mail address, or a mobile number of ten digits."),
        "email_taken": gettext_lazy("Another account uses this address."),
        "phone_taken": gettext_lazy("Another account uses this number."),
        "incorrect_code": gettext_lazy("This code is not right. Check the last message that we sent you."),
        "incorrect_password": gettext_lazy("This password is not right."),
        "same_as_current": gettext_lazy("This is the one you have now."),
        "too_many_login_attempts": gettext_lazy(
            "There were too many tries. Wait some minutes and ask for another code."
        ),
        "rate_limited": gettext_lazy("There were too many tries. Wait some minutes and ask for another code."),
    }

    # --- people ------------------------------------------------------------------------------------------------------
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Tell whether the installation takes new accounts."""
        return bool(settings.AZOTEA_OPEN_REGISTRATION)

    def get_phone(self, user: Person) -> tuple[str, bool] | None:
        """Return the mobile number and whether its code was entered."""
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone(self, user: Person, phone: str, verified: bool) -> None:
        """Keep a number once it is confirmed; before that it lives in the session only."""
        if verified:
            self.set_phone_verified(user, phone)

    def set_phone_verified(self, user: Person, phone: str) -> None:
        """Keep a number whose code was entered, and tell the person by e-mail where they have one."""
        from participation.people.actions import confirm_phone

        changed = bool(user.phone and user.phone != phone)
        confirm_phone(person=user, phone=phone, at=timezone.now())
        if changed:
            self.send_notification_mail("account/email/phone_changed", user)

    def get_user_by_phone(self, phone: str) -> Person | None:
        """Return whoever has this number."""
        return Person.objects.filter(phone=phone, is_active=True).first()

    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        """Return our field of mobile numbers."""
        return PhoneField(**kwargs)

    def confirm_email(self, request: HttpRequest, email_address: "EmailAddress") -> bool:
        """Keep an address whose code was entered; the former address is told."""
        from participation.people.actions import confirm_email

        person = email_address.user
        former = person.email
        confirm_email(person=person, address=email_address, at=timezone.now())
        if former and former != email_address.email:
            self.send_notification_mail("account/email/email_changed", person, email=former)
        if request.user.is_authenticated:
            self.add_message(request, messages.SUCCESS, message=_("Your e-mail address is confirmed."))
        return True

    def set_password(self, user: Person, password: str) -> None:
        """Set the password by its act."""
        from participation.people.actions import set_password

        set_password(person=user, password=password, by=user, at=timezone.now())

    def login(self, request: HttpRequest, user: Person) -> None:
        """Sign in. A sign-up ends with a code, which allauth does not note: nobody is asked for another at once."""
        super().login(request, user)
        request.session[sessions.DEVICE] = sessions.device_of(request.headers.get("User-Agent", ""))
        request.session[sessions.SINCE] = timezone.now().isoformat()
        if not get_authentication_records(request, user):
            record_authentication(request, user, method="code")

    # --- ways --------------------------------------------------------------------------------------------------------
    def get_login_stages(self) -> list[str]:
        """Return allauth's steps, with our own in the place of the e-mail step: a mobile number is enough."""
        ours = {"allauth.account.stages.EmailVerificationStage": "participation.people.stages.ContactStage"}
        return [ours.get(path, path) for path in super().get_login_stages()]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Never here: ``views.again.recently_signed_in`` guards the same pages, for people without a password too."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Go home, in the reader's language."""
        return localized("/")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """Go home, in the reader's language."""
        return localized("/")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Go home, in the reader's language."""
        return localized("/")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go back to the account."""
        return reverse("people:home")

    def get_email_verification_redirect_url(self, email_address: "EmailAddress") -> str:
        """Go back to the account."""
        return reverse("people:home")

    def is_safe_url(self, url: str) -> bool:
        """Tell whether an address to go to is within this site."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts={context.request.get_host()})

    def respond_email_verification_sent(self, request: HttpRequest, user: Person | None) -> HttpResponseBase:
        """Go to the page of the code, keeping where the person wanted to go."""
        from allauth.account.utils import passthrough_next_redirect_url
        from django.http import HttpResponseRedirect

        url = passthrough_next_redirect_url(request, reverse("account_email_verification_sent"), "next")
        return HttpResponseRedirect(url)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the client's address behind our proxies."""
        return client_ip(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        login = credentials.get("email") or credentials.get("phone") or ""
        return f"{request.get_host()}:{login.lower()}"

    # --- messages ----------------------------------------------------------------------------------------------------
    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Send one of our plain letters."""
        request = self.request
        variables = {
            "request": request,
            "installation": installation(),
            "email": email,
            "code": context.get("code", ""),
            "sign_up_url": absolute(plain(reverse("account_signup"))),
            "sign_in_url": absolute(plain(reverse("account_login"))),
            **{key: value for key, value in context.items() if key in {"what", "at"}},
        }
        subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", variables).split())
        body = render_to_string(f"{template_prefix}_message.txt", variables).strip() + "\n"
        EmailMultiAlternatives(subject, body, settings.DEFAULT_FROM_EMAIL, [email]).send()

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Person,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell a person that a way to sign in changed."""
        to = email or user.email
        if to:
            what = security_words(template_prefix.rpartition("/")[2])
            self.send_mail("account/email/security", to, {"what": what, "at": timezone.now()})

    def send_verification_code_sms(self, user: Person, phone: str, code: str, **kwargs: Any) -> None:
        """Send a code to a mobile number."""
        self._sms(
            phone,
            _("%(code)s is your code for %(name)s. Do not share it with anyone.")
            % {"code": code, "name": installation().name},
        )

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        """Tell a number without an account how to open one."""
        self._sms(
            phone,
            _("%(name)s: there is no account with this number. Sign up: %(url)s")
            % {"name": installation().name, "url": absolute(plain(reverse("account_signup")))},
        )

    def send_account_already_exists_sms(self, phone: str) -> None:
        """Tell whoever signs up again that the account exists."""
        self._sms(
            phone,
            _("%(name)s: you already have an account with this number. Sign in: %(url)s")
            % {"name": installation().name, "url": absolute(plain(reverse("account_login")))},
        )

    def _sms(self, phone: str, text: str) -> None:
        try:
            send_sms(to=phone, text=text)
        except SmsFailed:
            logger.exception("short message not sent")
            words = _(
                "We could not send the message to your mobile. Try again in some minutes, or use your e-mail address."
            )
            messages.error(context.request, words)


def security_words(change: str) -> str:
    """Return what changed, as a sentence."""
    sentences = {
        "password_set": _("A password was set."),
        "password_changed": _("The password was changed."),
        "password_removed": _("The password was removed."),
        "email_changed": _("The e-mail address of your account was changed."),
        "phone_changed": _("The mobile number of your account was changed."),
        "totp_activated": _("An authenticator app was added."),
        "totp_deactivated": _("The authenticator app was removed."),
        "webauthn_added": _("A passkey was added."),
        "webauthn_removed": _("A passkey was removed."),
        "recovery_codes_generated": _("New recovery codes were made."),
        "provider_linked": _("An account of another service can now sign in here."),
        "provider_unlinked": _("An account of another service can no longer sign in here."),
    }
    return sentences.get(change, _("The ways to sign in were changed."))


class MfaAdapter(DefaultMFAAdapter):
    """Second steps: secrets are encrypted with a key derived from SECRET_KEY."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("This code is not right. Write the one that your app shows now."),
        "cannot_generate_recovery_codes": gettext_lazy("Add an authenticator app or a passkey first."),
    }

    def _get_site_name(self) -> str:
        return installation().name

    def get_totp_label(self, user: Person) -> str:
        """Return the name that the app shows beside the code."""
        return user.email or user.name

    def generate_authenticator_name(self, user: Person, type: Any) -> str:  # noqa: A002 (allauth's name)
        """Return a name for a new passkey."""
        from allauth.mfa.models import Authenticator

        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}

    def encrypt(self, text: str) -> str:
        """Return a secret as it is stored."""
        return cipher("mfa").encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return a stored secret."""
        return cipher("mfa").decrypt(encrypted_text.encode()).decode()
