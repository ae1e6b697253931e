"""The demonstration city: an invented municipality with real texts and one real import, made through the acts alone."""
