from trato.sales.models.deal import Deal
from trato.sales.models.lead import Lead
from trato.sales.models.line import DealLine
from trato.sales.models.lost_reason import LostReason
from trato.sales.models.pipeline import Pipeline, Stage

__all__ = ["Deal", "DealLine", "Lead", "LostReason", "Pipeline", "Stage"]
