"""Admin pages of processes."""

from processes.admin.process import ProcessAdmin

__all__ = ["ProcessAdmin"]
