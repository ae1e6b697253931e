"""The large sample city: a plan of what people do, drawn with dice, and its rows written in bulk.

Used by ``manage.py seed --size city`` alone. A test makes a small plan once by the acts and once by this path and
compares every row.
"""
