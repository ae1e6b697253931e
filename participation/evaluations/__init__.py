"""Public evaluations: three questions to whoever took part, after a process, an encounter or a work is over.

An evaluation hangs below the subject that it is about and has a subject of its own, so that its comments are comments
like all others: read, reported and moderated in the same way.
"""
