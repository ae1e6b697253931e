"""Django REST framework and its schema."""
