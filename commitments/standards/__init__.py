"""How a plan keeps the standards of open government: computed from what is published, with proofs; typed by nobody."""
