"""Proposed changes: one paragraph of a proposal in other words, with a reason, for its authors to accept or not."""
