from trato.documents.models.file import File

__all__ = ["File"]
