"""Identity providers: services of other authorities that say who somebody is, for verification and to sign in."""
