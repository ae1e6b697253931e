"""The one guarded way out: every HTTP request that the server itself makes goes through ``client.request``."""
