"""Tests of the counting rules, without a database."""
