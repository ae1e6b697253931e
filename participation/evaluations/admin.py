"""Admin pages of evaluations: none. They open by themselves, and their results are public."""
