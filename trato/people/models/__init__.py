from trato.people.models.company import Company
from trato.people.models.contact import Contact

__all__ = ["Company", "Contact"]
