"""What every address of the API shares: problems, signing in, throttling, pages, schema."""
