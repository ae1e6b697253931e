"""Admin pages of invitations: none, since they are between the people whom they concern."""
