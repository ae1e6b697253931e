"""Admin pages of folios: none, since nobody changes one."""
