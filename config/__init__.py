"""Settings, addresses, API router and Celery application: the roof that may import every floor."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
