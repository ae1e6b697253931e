"""Settings: ``base`` holds what every installation shares, ``dev`` the demo and tests, ``production`` the strict ones."""
