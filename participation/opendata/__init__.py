"""Open data: one declaration for page, API, bulk files, catalogue and changes feed."""
