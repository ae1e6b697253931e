"""Co-creation tables: options of solution to a problem tree, ranked by those present."""
