"""Acts upon lists of people and the codes that go to their channels."""

from participation.census.actions.codes import enter_code, forget_codes, request_code
from participation.census.actions.figures import count_verifications
from participation.census.actions.imports import cancel_census, confirm_census, drop_old_files, upload_census
from participation.census.actions.lists import About, import_census, take_off_lists, withdraw_census

__all__ = [
    "About",
    "cancel_census",
    "confirm_census",
    "count_verifications",
    "drop_old_files",
    "enter_code",
    "forget_codes",
    "import_census",
    "request_code",
    "take_off_lists",
    "upload_census",
    "withdraw_census",
]
