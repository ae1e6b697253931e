"""The ground floor's admin pages, one module per mechanism."""

from importlib import import_module

from participation.registrations import MECHANISMS

for _name in MECHANISMS:
    import_module(f"participation.{_name}.admin")
