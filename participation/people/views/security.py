"""Second steps and passkeys: allauth's views behind our guard, each change recorded."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from django.db import transaction
from django.http import HttpResponseBase
from django.utils import timezone
from django.views.generic import DeleteView, FormView

from participation.access.decorators import signed_in_to_act
from participation.people.actions import note_security_change
from participation.people.views.again import recently_signed_in

View = Callable[..., HttpResponseBase]


def recorded(page: type[FormView] | type[DeleteView], change: str) -> View:
    """Return a page that records its change; both stand or fall together.

    The transaction begins after the form was checked: a wrong code is counted, and a count is no part of an act.
    """

    class Recorded(page):  # type: ignore[valid-type]
        def form_valid(self, form: Any) -> HttpResponseBase:
            with transaction.atomic():
                response = super().form_valid(form)
                note_security_change(person=self.request.user, change=change, at=timezone.now())
            return response  # type: ignore[no-any-return]

    return recently_signed_in(Recorded.as_view())


index = signed_in_to_act(base.index)
authenticate = base.authenticate
reauthenticate = base.reauthenticate
activate_totp = recorded(totp.ActivateTOTPView, "totp_activated")
deactivate_totp = recorded(totp.DeactivateTOTPView, "totp_deactivated")
view_recovery_codes = recently_signed_in(codes.view_recovery_codes)
generate_recovery_codes = recorded(codes.GenerateRecoveryCodesView, "recovery_codes_generated")
download_recovery_codes = recently_signed_in(codes.download_recovery_codes)
list_keys = signed_in_to_act(keys.list_webauthn)
add_key = recorded(keys.AddWebAuthnView, "webauthn_added")
remove_key = recorded(keys.RemoveWebAuthnView, "webauthn_removed")
edit_key = recently_signed_in(keys.edit_webauthn)
login_key = keys.login_webauthn
reauthenticate_key = keys.reauthenticate_webauthn
