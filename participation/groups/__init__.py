"""Lists of people that a rule may name: who is on one is known by seals alone until they say so themselves."""
