from trato.records.models.counter import Counter
from trato.records.models.custom_field import CustomField
from trato.records.models.event import Delivery, OutboxEvent
from trato.records.models.history import Change, ChangeSet, Made, Snapshot
from trato.records.models.link import Link
from trato.records.models.match_key import MatchKey
from trato.records.models.pending import MendDecision, Pending
from trato.records.models.rate import Rate
from trato.records.models.record import (
    Archivable,
    Owned,
    Record,
    RecordManager,
    RecordQuerySet,
    Unscoped,
    in_bin,
)
from trato.records.models.relation import Relation, RelationKind
from trato.records.models.sharing import SharingRule
from trato.records.models.tag import Tag
from trato.records.models.timeline import TimelineEntry
from trato.records.models.view import SavedView, ViewDefault

__all__ = [
    "Archivable",
    "Change",
    "ChangeSet",
    "Counter",
    "CustomField",
    "Delivery",
    "Link",
    "Made",
    "MatchKey",
    "MendDecision",
    "OutboxEvent",
    "Owned",
    "Pending",
    "Rate",
    "Record",
    "RecordManager",
    "RecordQuerySet",
    "Relation",
    "RelationKind",
    "SavedView",
    "SharingRule",
    "Snapshot",
    "Tag",
    "TimelineEntry",
    "Unscoped",
    "ViewDefault",
    "in_bin",
]
