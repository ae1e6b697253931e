"""The engine that follows things up: actions, progress told in several voices, evidence, obstacles, computed states."""
