"""Actions are planned and told of at their own desk (``/mesa/seguimiento/``); the admin has no page for them."""
