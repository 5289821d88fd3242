from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from trato.accounts.rights import OWNED
from trato.documents.kinds import said
from trato.documents.models import File
from trato.records.record_type import Brought, Facts, Many, Page, RecordType, Refine, Within, Words
from trato.records.registry import register


@register
class Files(RecordType):
    """Documents on any records."""

    model, key, icon, title = File, "files", "file-text", "name"
    this = _("this file")
    columns = ("name", "content_type", "size", "about", "owner", "created_at")
    sorts = ("name", "created_at", Within("owner", "created_at"))
    filters = ("about", "owner", "created_at")
    words = Words.of(name=3)
    many = (Many("about", "", _("about")), Many("tags", "tags", _("tags"), kind="tags"))
    page = Page(
        header=("owner",), facts=(Facts.of("name", "size", "content_type", "about", "owner", "tags"),)
    )
    internal = ("stored_as", "digest")
    refine = (Refine.of("size", unit="bytes"), Refine.of("content_type", said=said, spare=True))
    timeline_to = ("about",)
    policy = OWNED
    group, noted = "work", False
    customizable = False
    brought = Brought(_("Upload"), "upload")
    empty = _("Drop a file on any contact, company or deal; it appears here too.")
