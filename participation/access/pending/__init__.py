"""Acts that need two people: one official proposes, another confirms."""
