"""The urn: a sealed vote. Who voted (the roll) and what was voted (the urn) are kept apart and joined by nothing."""
