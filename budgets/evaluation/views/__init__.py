"""Pages of the study of projects."""
