"""Lists of people that the government already holds, sealed: to verify somebody by a code to a channel of theirs."""
