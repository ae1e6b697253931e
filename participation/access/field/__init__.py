"""Short-lived accounts for work in the field: a name and a PIN on a card, some days, one task."""
