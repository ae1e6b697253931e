"""Handover (entrega-recepción): leaving is one act, and the next administration gets a package of what goes on.

The Mexican laws of entrega-recepción ask whoever leaves an office to hand over what is pending, formally and to a named
person; here that is what people are owed, and what makes the platform run.
"""
