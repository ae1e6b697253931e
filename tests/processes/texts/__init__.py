"""Tests of collaborative texts."""
