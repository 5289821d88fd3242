from trato.transfer.models.refusal import Refusal
from trato.transfer.models.upload import Upload

__all__ = ["Refusal", "Upload"]
