"""Limits of moderation: what a new account may do, what is put before a moderator, how long one can appeal."""

from config.env import env_int

AZOTEA_MODERATION = {
    # An account is new for so many hours, and may write so much in them.
    "new_hours": env_int("AZOTEA_NEW_ACCOUNT_HOURS", default=24),
    "new_comments": env_int("AZOTEA_NEW_ACCOUNT_COMMENTS", default=20),
    "new_proposals": env_int("AZOTEA_NEW_ACCOUNT_PROPOSALS", default=3),
    "new_asks": env_int("AZOTEA_NEW_ACCOUNT_ASKS", default=3),
    # So many links in one text, the same text so many times in a week, so many texts of a new account in an hour: a
    # moderator is asked to look. Nothing is hidden by it.
    "links": env_int("AZOTEA_SUSPICIOUS_LINKS", default=3),
    "duplicates": env_int("AZOTEA_SUSPICIOUS_REPEATS", default=3),
    "burst": env_int("AZOTEA_SUSPICIOUS_BURST", default=8),
    # Faster than so many seconds nobody fills a form in; 0 turns the time trap off.
    "fill_seconds": env_int("AZOTEA_FORM_SECONDS", default=3),
    "appeal_days": env_int("AZOTEA_APPEAL_DAYS", default=15),
}
