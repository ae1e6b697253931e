"""Tests of counts and results."""
