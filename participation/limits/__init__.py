"""How often one visitor may do something: one count for all processes and machines of an installation."""
