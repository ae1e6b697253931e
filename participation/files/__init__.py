"""Attachments and files, streamed through a view that checks access again."""
