"""The program of these tests."""

from tests.participation.webhooks.helpers import program

__all__ = ["program"]
