"""Admin pages of processes."""

from processes.admin.mechanism import MechanismAdmin
from processes.admin.news import NewsAdmin
from processes.admin.process import ProcessAdmin

__all__ = ["MechanismAdmin", "NewsAdmin", "ProcessAdmin"]
