"""People: accounts by e-mail or mobile number, their settings and tokens."""
