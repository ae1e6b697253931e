"""Acts of requests on personal data: file, prove identity, ask for what is missing, extend, answer, carry out."""

import secrets
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from participation.events.record import record
from participation.privacy import policies
from participation.privacy.models import ArcoOutcome, ArcoRequest, ArcoRight, ArcoState, ArcoStep
from participation.privacy.setup import privacy_settings, request_time
from participation.web.richtext import tidy
from participation.workdays import after_working_days, days_off, local_day

if TYPE_CHECKING:
    from participation.models import Person

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is read as another
CODE_LENGTH = 12
LIMITS = {"name": 150, "email": 254, "phone": 40, "address": 300, "representative": 150, "description": 4000}
CHANNELS = {"web", "counter", "paper"}


def digest_of_code(code: str) -> str:
    """Return what is kept of the code that opens a request to whoever has its receipt."""
    plain = "".join(code.upper().split()).replace("-", "")
    return salted_hmac("participation.privacy.arco", plain, algorithm="sha256").hexdigest()


@transaction.atomic
def file_request(
    *,
    right: str,
    name: str,
    description: str,
    by: "Person | None",
    at: datetime,
    email: str = "",
    phone: str = "",
    address: str = "",
    representative: str = "",
    channel: str = "web",
) -> tuple[ArcoRequest, str]:
    """Take a request with its folio; return it with the code that opens it, which is shown once.

    ``by`` is its person, nobody, or for paper and counter the official of the unit. Raises ValidationError by field.
    """
    if channel not in CHANNELS:
        raise ValueError(f"unknown channel {channel}")
    captured = channel != "web"
    if captured:
        policies.may_answer_requests(by).enforce()
    texts = {
        "name": " ".join(tidy(name).split()), "email": tidy(email).lower(), "phone": tidy(phone),
        "address": tidy(address), "representative": tidy(representative), "description": tidy(description),
    }  # fmt: skip
    _check(right, texts)
    code = "".join(secrets.choice(LETTERS) for _place in range(CODE_LENGTH))
    request = ArcoRequest.objects.create(
        folio=secrets.token_hex(8),
        code_digest=digest_of_code(code),
        right=right,
        channel=channel,
        person=None if captured else by,
        received_at=at,
        received_by=by if captured else None,
        answer_by=after_working_days(local_day(at), privacy_settings().answer_days, days_off()),
        **texts,
    )
    request.folio = f"ARCO-{local_day(at).year}-{request.pk:06d}"
    request.save(update_fields=["folio"])
    _step(request, "received", texts["description"], by, at, by_unit=False)
    _tell(request, "filed", by, at)
    return request, "-".join(code[i : i + 4] for i in range(0, CODE_LENGTH, 4))


def _check(right: str, texts: dict[str, str]) -> None:
    wrong: dict[str, Any] = {
        field: _("At most %(limit)s characters.") % {"limit": limit}
        for field, limit in LIMITS.items()
        if len(texts[field]) > limit
    }
    if right not in ArcoRight.values:
        wrong["right"] = _("Choose what you ask for.")
    if len(texts["name"]) < 3:
        wrong["name"] = _("Write the full name of the person whose data it is about.")
    if len(texts["description"]) < 10:
        wrong["description"] = _("Say what you ask for, and about which data, so that they can be found.")
    if not (texts["email"] or texts["phone"] or texts["address"]):
        wrong["email"] = _("Give at least one way to reach you: e-mail, telephone or address.")
    if texts["email"] and "email" not in wrong:
        try:
            validate_email(texts["email"])
        except ValidationError:
            wrong["email"] = _("Write a complete e-mail address, for example ana@example.org.")
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def note_identity(*, request: ArcoRequest, how: str, by: "Person", at: datetime) -> ArcoRequest:
    """Note that the person (or a representative) proved who they are, and how; never the document's number."""
    policies.may_answer_requests(by).enforce()
    fresh = _fresh(request)
    if fresh.identified_at is None:
        fresh.identified_at = at
        fresh.save(update_fields=["identified_at"])
        _step(fresh, "identified", _needed(how), by, at)
        _tell(fresh, "identified", by, at)
    return fresh


@transaction.atomic
def ask_for_more(*, request: ArcoRequest, text: str, by: "Person", at: datetime) -> ArcoRequest:
    """Ask the person for what is missing; the term stops until they complete it."""
    fresh = _fresh(request)
    policies.may_ask_more(by, fresh, at=at).enforce()
    fresh.state, fresh.asked_at = ArcoState.ASKED, at
    fresh.complete_by = after_working_days(local_day(at), privacy_settings().complete_days, days_off())
    fresh.save(update_fields=["state", "asked_at", "complete_by"])
    _step(fresh, "asked", _needed(text), by, at)
    _tell(fresh, "asked", by, at)
    return fresh


@transaction.atomic
def complete_request(*, request: ArcoRequest, text: str, by: "Person | None", at: datetime) -> ArcoRequest:
    """Add what was missing; the term begins anew."""
    fresh = _fresh(request)
    policies.may_complete(fresh, at=at).enforce()
    fresh.state, fresh.completed_at = ArcoState.RECEIVED, at
    fresh.answer_by = after_working_days(local_day(at), privacy_settings().answer_days, days_off())
    fresh.save(update_fields=["state", "completed_at", "answer_by"])
    _step(fresh, "completed", _needed(text), by, at, by_unit=False)
    _tell(fresh, "completed", by, at)
    return fresh


@transaction.atomic
def extend_request(*, request: ArcoRequest, reason: str, by: "Person", at: datetime) -> ArcoRequest:
    """Take more working days, once, with reasons that the person reads."""
    fresh = _fresh(request)
    policies.may_extend(by, fresh, at=at).enforce()
    fresh.extended_at = at
    fresh.answer_by = after_working_days(fresh.answer_by, privacy_settings().extension_days, days_off())
    fresh.save(update_fields=["extended_at", "answer_by"])
    _step(fresh, "extended", _needed(reason), by, at)
    _tell(fresh, "extended", by, at)
    return fresh


@transaction.atomic
def answer_request(*, request: ArcoRequest, outcome: str, reasons: str, by: "Person", at: datetime) -> ArcoRequest:
    """Answer with reasons; what is granted is owed within the days to carry out, what is refused is closed."""
    fresh = _fresh(request)
    policies.may_answer(by, fresh, at=at).enforce()
    if outcome not in ArcoOutcome.values:
        raise ValidationError({"outcome": _("Choose an outcome.")})
    fresh.outcome, fresh.answered_at, fresh.state = outcome, at, ArcoState.ANSWERED
    if outcome == ArcoOutcome.REFUSED:
        fresh.state, fresh.closed_at = ArcoState.DONE, at
    else:
        fresh.execute_by = after_working_days(local_day(at), privacy_settings().execute_days, days_off())
    fresh.save(update_fields=["outcome", "answered_at", "state", "closed_at", "execute_by"])
    _step(fresh, "answered", _needed(reasons, "reasons"), by, at)
    _tell(fresh, "answered", by, at)
    return fresh


@transaction.atomic
def execute_request(*, request: ArcoRequest, text: str, by: "Person", at: datetime) -> ArcoRequest:
    """Note that what was granted was carried out, and how."""
    fresh = _fresh(request)
    policies.may_execute(by, fresh, at=at).enforce()
    fresh.state, fresh.closed_at = ArcoState.DONE, at
    fresh.save(update_fields=["state", "closed_at"])
    _step(fresh, "executed", _needed(text), by, at)
    _tell(fresh, "executed", by, at)
    return fresh


@transaction.atomic
def lapse_requests(*, at: datetime, limit: int = 500) -> int:
    """Close the requests that were not completed in time; return how many. A task calls it."""
    late = ArcoRequest.objects.select_for_update(skip_locked=True).filter(
        state=ArcoState.ASKED, complete_by__lt=local_day(at)
    )
    requests = list(late.order_by("pk")[:limit])
    for request in requests:
        request.state, request.closed_at = ArcoState.LAPSED, at
        request.save(update_fields=["state", "closed_at"])
        _step(request, "lapsed", "", None, at)
        _tell(request, "lapsed", None, at)
    return len(requests)


@transaction.atomic
def forget_requests(*, at: datetime, limit: int = 500) -> int:
    """Erase the personal data of requests closed long ago; folio, right, dates and outcome stay for the statistics."""
    old = ArcoRequest.objects.select_for_update(skip_locked=True).filter(
        closed_at__lte=at - request_time(), erased_at__isnull=True
    )
    requests = list(old.order_by("pk")[:limit])
    for request in requests:
        request.name = request.email = request.phone = request.address = request.representative = ""
        request.description, request.person, request.erased_at = "", None, at
        request.code_digest = digest_of_code(secrets.token_hex(16))
        request.save()
        ArcoStep.objects.filter(request=request).update(text="", by=None)
    return len(requests)


@transaction.atomic
def recount_terms(*, at: datetime) -> int:
    """Count the terms of open requests anew after the calendar changed; nobody's term becomes shorter than was told."""
    off, own, changed = days_off(), privacy_settings(), 0
    for request in ArcoRequest.objects.select_for_update().filter(state__in=ArcoRequest.OPEN).order_by("pk"):
        start = local_day(request.completed_at or request.received_at)
        due = after_working_days(start, own.answer_days, off)
        if request.extended_at is not None:
            due = after_working_days(due, own.extension_days, off)
        if due > request.answer_by:
            request.answer_by = due
            request.save(update_fields=["answer_by"])
            changed += 1
    return changed


def _fresh(request: ArcoRequest) -> ArcoRequest:
    return ArcoRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)


def _needed(text: str, field: str = "text") -> str:
    words = tidy(text)
    if len(words) < 5:
        raise ValidationError({field: _("Write it in words: the person reads it.")})
    if len(words) > LIMITS["description"]:
        raise ValidationError({field: _("At most %(limit)s characters.") % {"limit": LIMITS["description"]}})
    return words


def _step(
    request: ArcoRequest, kind: str, text: str, by: "Person | None", at: datetime, *, by_unit: bool = True
) -> None:
    ArcoStep.objects.create(request=request, kind=kind, text=text, at=at, by=by if by_unit else None, by_unit=by_unit)


def _tell(request: ArcoRequest, what: str, by: "Person | None", at: datetime) -> None:
    """Record what happened by folio; who asks is in no log, so that no official reads who claims their rights."""
    unit = what in {"identified", "asked", "extended", "answered", "executed"}
    record(
        f"privacy.request.{what}",
        subject=None,
        by=by if unit else None,
        at=at,
        payload={"request": request.pk, "folio": request.folio},
    )
