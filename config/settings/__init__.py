"""Settings: ``base`` is shared by all, ``dev`` runs the demo, ``test`` the suite, ``production`` is strict."""
