"""Conclusions: what whoever convened a debate concludes from it, with reasons, and the links to what followed."""
