from trato.activities.models.note import Note
from trato.activities.models.task import Task

__all__ = ["Note", "Task"]
