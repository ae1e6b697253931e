"""Personal data: what is kept, why, how long, with whose consent, and how its owner takes, corrects or erases it."""
