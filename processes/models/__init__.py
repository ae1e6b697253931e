"""Models of processes."""

from processes.models.component import Component
from processes.models.phase import Opening, Phase
from processes.models.process import Participation, Process, ProcessState

__all__ = ["Component", "Opening", "Participation", "Phase", "Process", "ProcessState"]
