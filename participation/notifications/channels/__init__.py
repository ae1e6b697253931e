"""Channels: how a notice leaves the house."""
