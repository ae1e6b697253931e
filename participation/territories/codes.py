"""INEGI's geostatistical codes (CVEGEO): state 2 digits, municipality 5, locality 9, each begins with its parent's."""

import re
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from participation.models import Territory

LENGTHS = {2: "state", 5: "municipality", 9: "locality"}
STATES = 32


def checked_code(code: str | None) -> str | None:
    """Return a code without blanks, or None. Raises ValidationError where it cannot be a code."""
    code = re.sub(r"\s", "", code or "")
    if not code:
        return None
    if not re.fullmatch(r"[0-9]+", code) or len(code) not in LENGTHS:
        raise ValidationError(
            {
                "cvegeo": _("“%(code)s” is not a CVEGEO code: a state has 2 digits, a municipality 5, a locality 9.")
                % {"code": code}
            }
        )
    if not 1 <= int(code[:2]) <= STATES:
        raise ValidationError({"cvegeo": _("“%(code)s”: states go from 01 to 32.") % {"code": code}})
    if len(code) > 2 and int(code[2:5]) == 0:
        raise ValidationError({"cvegeo": _("“%(code)s”: no municipality has the number 000.") % {"code": code}})
    return code


def check_against(code: str | None, above: str | None, below: list[str]) -> None:
    """Refuse a code that does not begin with the code above it, or with which those below do not begin."""
    if code is None:
        return
    if above is not None and (not code.startswith(above) or len(code) <= len(above)):
        raise ValidationError(
            {
                "cvegeo": _("“%(code)s” must begin with the code of what it lies in: %(above)s.")
                % {"code": code, "above": above}
            }
        )
    for inner in below:
        if not inner.startswith(code) or len(inner) <= len(code):
            raise ValidationError(
                {
                    "cvegeo": _("A territory inside has the code %(inner)s, which does not begin with %(code)s.")
                    % {"inner": inner, "code": code}
                }
            )


def code_above(parent: "Territory | None") -> str | None:
    """Return the code of the nearest territory above that has one."""
    from participation.models import Territory

    if parent is None:
        return None
    if parent.cvegeo:
        return parent.cvegeo
    codes = dict(Territory.objects.filter(pk__in=parent.ancestors, cvegeo__isnull=False).values_list("pk", "cvegeo"))
    return next((codes[pk] for pk in reversed(parent.ancestors) if pk in codes), None)
