"""Admin pages of votes: none. The room that holds a vote runs it; roll and urn are shown to nobody."""
