"""Pages of people who verify themselves with what the government has on record."""
