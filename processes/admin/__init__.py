"""Admin pages of processes."""

from processes.admin.mechanism import MechanismAdmin
from processes.admin.news import NewsAdmin
from processes.admin.point import PointAdmin
from processes.admin.process import ProcessAdmin

__all__ = ["MechanismAdmin", "NewsAdmin", "PointAdmin", "ProcessAdmin"]
