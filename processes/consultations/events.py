"""Names of the events of consultations. None says what anybody answered, and who answered is told to that person."""

from django.utils.translation import gettext_lazy as _

from participation.events.names import EventName, register_events

QUESTION_ADDED = "processes.consultation.question_added"
QUESTION_UPDATED = "processes.consultation.question_updated"
QUESTION_REMOVED = "processes.consultation.question_removed"
READY = "processes.consultation.ready"
NOT_READY = "processes.consultation.not_ready"
ANSWERED = "processes.consultation.answered"
ANSWER_CHANGED = "processes.consultation.answer_changed"
ANSWER_WITHDRAWN = "processes.consultation.answer_withdrawn"
TEXTS_PUBLISHED = "processes.consultation.texts_published"
TEXT_WITHHELD = "processes.consultation.text_withheld"
RESULTS = "processes.consultation.results"


def register() -> None:
    """Declare them."""
    secret = {"secret": True}
    register_events(
        EventName(QUESTION_ADDED, _("A question was added to a consultation"), "officials"),
        EventName(QUESTION_UPDATED, _("A question of a consultation changed"), "officials"),
        EventName(QUESTION_REMOVED, _("A question of a consultation was taken away"), "officials"),
        EventName(READY, _("The questions of a consultation are ready"), "officials", takes_away=True),
        EventName(NOT_READY, _("The questions of a consultation are prepared again"), "officials", takes_away=True),
        EventName(ANSWERED, _("Somebody answered a survey"), "nobody", mine=_("You answered a survey"), **secret),
        EventName(
            ANSWER_CHANGED,
            _("Somebody changed their answers to a survey"),
            "nobody",
            mine=_("You changed your answers to a survey"),
            **secret,
        ),
        EventName(
            ANSWER_WITHDRAWN,
            _("Somebody took their answers to a survey back"),
            "nobody",
            mine=_("You took your answers to a survey back"),
            **secret,
        ),
        EventName(TEXTS_PUBLISHED, _("Texts answered to a survey were published"), "public"),
        EventName(
            TEXT_WITHHELD, _("A text answered to a survey was kept from publication"), "officials", takes_away=True
        ),
        EventName(RESULTS, _("The results of a consultation were published"), "public"),
    )
