"""Forms of accounts. allauth's own are dressed in our markup; they validate, the acts write."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account import forms as allauth_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as key_forms
from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from participation.people.actions import clean_name, is_confirmed, open_account
from participation.people.api_acts import all_api_acts
from participation.people.contacts import Contact, clean_email, read_contact
from participation.people.models import Person
from participation.web.addresses import localized
from participation.web.forms import Dressed, Form, JsonField, TidyCharField
from participation.web.traps import Trapped


class ContactField(forms.CharField):
    """An e-mail address or a mobile number, in one field."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("E-mail or mobile number"))
        kwargs.setdefault("help_text", _("For example: ana@example.org or 55 1234 5678."))
        kwargs.setdefault("max_length", 254)
        kwargs.setdefault(
            "widget",
            forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        )
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        """Return the address in lower case or the number in E.164. Raises ValidationError."""
        return read_contact(super().clean(value)).value


class AccountLook(Dressed):
    """Gives allauth's forms our labels and classes, without placeholders."""

    fields: dict[str, forms.Field]
    labels: dict[str, Any] = {}
    hints: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, field.help_text)


class SignInForm(AccountLook, allauth_forms.LoginForm):
    """One contact; a code is sent to it, unless a password is given."""

    labels = {"password": _("Password")}
    hints = {"password": _("Only if you set one before. Without it we send you a code.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = ContactField()
        self.order_fields(["login", "password"])

    def _setup_password_field(self) -> None:
        self.fields["password"].required = False


class SignUpForm(Trapped, AccountLook, allauth_forms.SignupForm):
    """Contact, public name, and the privacy notice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {
            "contact": ContactField(help_text=_("We send a code there. Nobody else sees it.")),
            "name": TidyCharField(
                label=_("Public name"),
                max_length=80,
                help_text=_("Shown beside what you write. It may be a nickname."),
                widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
            ),
            "privacy": forms.BooleanField(
                label=lazy(_privacy_label, str)(),
                error_messages={"required": _("To open an account we need you to accept the privacy notice.")},
            ),
        }
        self.set_traps()

    def clean_name(self) -> str:
        """Return the public name on one line."""
        return clean_name(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        """Find out, without saying so, whether the contact has an account."""
        cleaned = forms.Form.clean(self) or {}
        self.refuse_if_fast()
        if value := cleaned.get("contact"):
            kind = "email" if "@" in value else "phone"
            cleaned[kind] = value
            found = Person.objects.filter(**{kind: value}).first()
            self.account_already_exists = found is not None and is_confirmed(found)
        return cleaned

    def save(self, request: HttpRequest) -> Person:
        """Open the account; it stays unconfirmed until the code is entered."""
        value = self.cleaned_data["contact"]
        return open_account(
            contact=Contact("email" if "@" in value else "phone", value),
            name=self.cleaned_data["name"],
            lang=get_language() or settings.LANGUAGE_CODE,
            at=timezone.now(),
        )

    def try_save(self, request: HttpRequest) -> tuple[Person | None, HttpResponseBase | None]:
        """Open the account, or go the same way as if it had been opened."""
        try:
            return super().try_save(request)  # type: ignore[no-any-return]
        except IntegrityError:  # somebody confirmed this contact a moment ago
            self.account_already_exists = True
            return super().try_save(request)  # type: ignore[no-any-return]


def _privacy_label() -> str:
    return format_html(
        gettext('I have read the <a href="{address}">privacy notice</a> and accept it'),
        address=localized("/privacidad/avisos/account/"),
    )


class CodeLook(AccountLook):
    """A field for six digits that phones fill in by themselves."""

    labels = {"code": _("Code")}
    hints = {"code": _("Six digits. They work for 15 minutes.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update({"inputmode": "numeric", "autocomplete": "one-time-code"})
        self.fields["code"].max_length = 40  # type: ignore[attr-defined]


class LoginCodeForm(CodeLook, allauth_forms.ConfirmLoginCodeForm):
    """The code of a sign-in."""


class EmailCodeForm(CodeLook, allauth_forms.ConfirmEmailVerificationCodeForm):
    """The code of an e-mail address."""


class PhoneCodeForm(CodeLook, allauth_forms.VerifyPhoneForm):
    """The code of a mobile number."""


class ChangeEmailForm(AccountLook, allauth_forms.AddEmailForm):
    """A new e-mail address."""

    labels = {"email": _("New e-mail address")}
    hints = {"email": _("We send a code there; your account changes once you enter it.")}

    def clean_email(self) -> str:
        """Return the address; whether somebody else has it is said only after the code."""
        value = clean_email(self.cleaned_data["email"])
        if self.user is not None and value == self.user.email:
            raise ValidationError(_("This is already your address."))
        return value


class ChangePhoneForm(AccountLook, allauth_forms.ChangePhoneForm):
    """A new mobile number."""

    labels = {"phone": _("New mobile number")}
    hints = {"phone": _("Ten digits. We send a code there; your account changes once you enter it.")}


class ReasonedCode(CodeLook):
    """A code of an authenticator app, or a recovery code."""

    hints = {"code": _("The six digits that your app shows, or one of your recovery codes.")}


class SecondStepForm(ReasonedCode, mfa_forms.AuthenticateForm):
    """The second step of a sign-in."""


class SecondStepAgainForm(ReasonedCode, mfa_forms.ReauthenticateForm):
    """The second step once more, before a delicate change."""


class ActivateAppForm(CodeLook, totp_forms.ActivateTOTPForm):
    """The first code of a new authenticator app."""

    hints = {"code": _("The six digits that the app shows now.")}


class WholeCredential:
    """A passkey's answer that lacks its parts is a wrong answer; the library would stumble over it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = JsonField(widget=forms.HiddenInput)  # type: ignore[attr-defined]

    def full_clean(self) -> None:
        """Validate, and take what cannot be read for a mistake."""
        try:
            super().full_clean()  # type: ignore[misc]
        except (KeyError, TypeError, ValueError, AttributeError):
            self.cleaned_data: dict[str, Any] = {}
            self.add_error(None, gettext("The passkey could not be used. Try again, or enter with a code."))  # type: ignore[attr-defined]


class SignInKeyForm(WholeCredential, key_forms.LoginWebAuthnForm):
    """A sign-in with a passkey alone."""


class SecondStepKeyForm(WholeCredential, key_forms.AuthenticateWebAuthnForm):
    """A passkey as the second step."""


class AgainKeyForm(WholeCredential, key_forms.ReauthenticateWebAuthnForm):
    """A passkey once more, before a delicate change."""


class AddKeyForm(WholeCredential, AccountLook, key_forms.AddWebAuthnForm):
    """A new passkey."""

    labels = {"name": _("Name of this passkey"), "passwordless": _("Sign in with this passkey alone, without a code")}
    hints = {"name": _("So that you can tell it from others: “my telephone”."), "passwordless": ""}


class RenameKeyForm(AccountLook, key_forms.EditWebAuthnForm):
    """Another name for a passkey."""

    labels = {"name": _("Name of this passkey")}


class ProfileForm(Form):
    """Public name and language."""

    name = TidyCharField(
        label=_("Public name"), max_length=80, help_text=_("Shown beside what you write. It may be a nickname.")
    )
    lang = forms.ChoiceField(label=_("Language of your messages"), choices=settings.LANGUAGES)

    def clean_name(self) -> str:
        """Return the public name on one line."""
        return clean_name(self.cleaned_data["name"])


class NewPasswordForm(Form):
    """A password, once: it can be shown while typing by the browser, and a code always opens the account."""

    password = forms.CharField(
        label=_("New password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_(
            "At least ten characters. Four words that only you would join are easy to remember and hard to guess."
        ),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        """Return a password that passes the validators."""
        password_validation.validate_password(self.cleaned_data["password"], self.person)
        return str(self.cleaned_data["password"])


class ResetForm(Form):
    """Where to send the code that lets a person set a new password."""

    contact = ContactField()


class AgainForm(Form):
    """The password once more."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class AgainCodeForm(Form):
    """The code of a delicate change."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Six digits. They work for 15 minutes."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class TokenForm(Form):
    """A new key of the API."""

    DAYS = [("30", _("30 days")), ("90", _("90 days")), ("365", _("one year"))]

    name = TidyCharField(label=_("What is it for?"), max_length=80, help_text=_("For example: my map of proposals."))
    acts = forms.MultipleChoiceField(
        label=_("What may it do in your name?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Mark only what your program needs. With nothing marked it only reads."),
    )
    days = forms.ChoiceField(label=_("How long should it work?"), choices=DAYS, initial="90")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(act.name, act.label) for act in all_api_acts()]
        self.fields["acts"].choices = choices  # type: ignore[attr-defined]

    def expires_at(self, at: datetime) -> datetime:
        """Return the moment when the key stops working."""
        return at + timedelta(days=int(self.cleaned_data["days"]))


class EraseForm(Form):
    """The explicit wish to close the account."""

    sure = forms.BooleanField(
        label=_("I understand that I cannot undo this"),
        error_messages={"required": _("Mark the box to close your account.")},
    )
