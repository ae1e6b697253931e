"""Independent review: methods of assessment as data, assessors whom a forum appoints, verdicts that nobody edits."""
