"""Origin links: the graph that traces a citizen's words to their outcome."""
