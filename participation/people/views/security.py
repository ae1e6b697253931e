"""Second steps and passkeys: allauth's views behind our guard, each change recorded."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from participation.access.decorators import signed_in_to_act
from participation.people.actions import note_security_change
from participation.people.views.again import recently_signed_in

View = Callable[..., HttpResponseBase]


def recorded(change: str) -> Callable[[View], View]:
    """Record a change once the view has made it, which its redirect tells; both stand or fall together."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            with transaction.atomic():
                response = view(request, *args, **kwargs)
                if request.method == "POST" and response.status_code == 302:
                    note_security_change(person=request.user, change=change, at=timezone.now())  # type: ignore[arg-type]
            return response

        return recently_signed_in(wrapped)

    return decorate


index = signed_in_to_act(base.index)
authenticate = base.authenticate
reauthenticate = base.reauthenticate
activate_totp = recorded("totp_activated")(totp.activate_totp)
deactivate_totp = recorded("totp_deactivated")(totp.deactivate_totp)
view_recovery_codes = recently_signed_in(codes.view_recovery_codes)
generate_recovery_codes = recorded("recovery_codes_generated")(codes.generate_recovery_codes)
download_recovery_codes = recently_signed_in(codes.download_recovery_codes)
list_keys = signed_in_to_act(keys.list_webauthn)
add_key = recorded("webauthn_added")(keys.add_webauthn)
remove_key = recorded("webauthn_removed")(keys.remove_webauthn)
edit_key = recently_signed_in(keys.edit_webauthn)
login_key = keys.login_webauthn
reauthenticate_key = keys.reauthenticate_webauthn
