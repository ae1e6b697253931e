"""Officials look at personal data only in a declared, logged session that ends by itself."""
