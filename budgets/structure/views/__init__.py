"""Pages of what is decided, with how much money and by whom."""
