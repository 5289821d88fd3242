from trato.activities.models.call import Call
from trato.activities.models.meeting import Meeting
from trato.activities.models.note import Note
from trato.activities.models.plan import Plan, PlanRun
from trato.activities.models.task import Task

__all__ = ["Call", "Meeting", "Note", "Plan", "PlanRun", "Task"]
