"""Counts and results: what was frozen is counted, two officials publish it, pages explain it, anybody may repeat it."""
