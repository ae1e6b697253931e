"""A change of administration: what the new one inherits, and what it says of it.

Municipal and state governments of Mexico end by the calendar (Constitution, articles 115 and 116), and what they
promised is often left without a word. Who takes over declares the change once; from then on whatever was public before
and goes on is marked "no word of the new administration yet" until somebody answers for it. The mark is computed.
"""
