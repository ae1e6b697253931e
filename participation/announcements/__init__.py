"""Announcements and newsletters of officials: written, looked at, sent to those of a group who agreed to it."""
