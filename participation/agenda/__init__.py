"""The public agenda of authorities: whom an office meets, about what, where and when."""
