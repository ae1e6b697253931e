"""The study of projects: who looks into them, what they find, what is decided, and what their authors ask."""
