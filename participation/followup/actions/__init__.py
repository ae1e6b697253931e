"""Acts of the engine that follows things up."""

from participation.followup.actions.declarations import abandon, declare_done, reopen, suspend
from participation.followup.actions.evidence import add_evidence, note_link_check, withdraw_evidence
from participation.followup.actions.obstacles import clear_obstacle, raise_obstacle, withdraw_obstacle
from participation.followup.actions.plan import add_action, edit_action, follow_up, move_dates, set_reports
from participation.followup.actions.reporters import end_reporter, name_reporter
from participation.followup.actions.reports import report_progress, tell, withdraw_update
from participation.followup.actions.sweep import escalate_late, notice_changes, remind_of_dates, remind_of_reports

__all__ = [
    "abandon",
    "add_action",
    "add_evidence",
    "clear_obstacle",
    "declare_done",
    "edit_action",
    "end_reporter",
    "escalate_late",
    "follow_up",
    "move_dates",
    "name_reporter",
    "note_link_check",
    "notice_changes",
    "raise_obstacle",
    "remind_of_dates",
    "remind_of_reports",
    "reopen",
    "report_progress",
    "set_reports",
    "suspend",
    "tell",
    "withdraw_evidence",
    "withdraw_obstacle",
    "withdraw_update",
]
