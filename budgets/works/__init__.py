"""Works: what becomes of the projects that won."""
