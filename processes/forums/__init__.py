"""Forums: councils, committees and groups of government and society that sit in public."""
