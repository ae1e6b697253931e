"""Pages of accounts: the entrance, the person's own pages, security."""
