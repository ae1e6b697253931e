"""Ballots of budgets: what one may say, freezing it, filling it in, casting it, on screen and on paper."""
