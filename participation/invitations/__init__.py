"""Invitations: somebody asks a person to sign with them (co-authors, representatives), who accepts or declines."""
