"""Working days: the calendar by which terms are counted, and the days off that officials add to it."""

from participation.workdays.calendar import after_working_days, is_working, statutory, working_days_left
from participation.workdays.querysets import days_off, local_day

__all__ = ["after_working_days", "days_off", "is_working", "local_day", "statutory", "working_days_left"]
