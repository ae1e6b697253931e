"""Problem trees: acts, drawing, pages and desk."""
