from __future__ import annotations

from django.urls import path, register_converter

from trato.workspace.views import bin as bins
from trato.workspace.views import (
    bulk,
    calendar,
    chosen,
    day,
    facts,
    favorites,
    forms,
    handing_over,
    history,
    lines,
    linking,
    lists,
    merge,
    moves,
    paste,
    picklists,
    records,
    relations,
    saved,
    tables,
    undo,
    verbs,
)


class TypeKey:
    """The plural noun of a record type."""

    regex = r"[a-z][a-z0-9_]{0,39}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class RecordId:
    """A number that a database column can hold."""

    regex = r"[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(TypeKey, "type_key")
register_converter(RecordId, "record_id")

app_name = "workspace"
urlpatterns = [
    path("", day.my_day, name="home"),
    path("day/later", day.later, name="later"),
    path("bin/", bins.bin_of, name="bin"),
    path("history/", history.history, name="history"),
    path("history/<record_id:set_id>", history.one, name="history-set"),
    path("history/<record_id:set_id>/panel", history.panel, name="history-panel"),
    path("history/<record_id:set_id>/row", history.undo_row, name="undo-row"),
    path("history/last", history.last, name="undo-last"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/feed", calendar.feed_page, name="calendar_feed"),
    path("calendar/feed.ics", calendar.feed_file, name="calendar_file"),
    path("calendar/chosen", chosen.chosen, name="calendar_chosen"),
    path("calendar/<type_key:type_key>/<record_id:pk>", calendar.moved, name="calendar_move"),
    path("undo/<record_id:set_id>", undo.undo, name="undo"),
    path("settings/lists/<type_key:type_key>", picklists.picklist, name="picklist"),
    path(
        "settings/lists/<type_key:type_key>/<record_id:pk>/removal",
        picklists.removal,
        name="picklist-removal",
    ),
    path("settings/leavers", handing_over.leavers, name="leavers"),
    path("users/<record_id:pk>/hand-over", handing_over.hand_over, name="hand-over"),
    path("<type_key:type_key>/", lists.rows_of, name="list"),
    path("<type_key:type_key>/new", forms.create, name="create"),
    path("<type_key:type_key>/merge", merge.merge, name="merge"),
    path("<type_key:type_key>/bulk", bulk.bulk, name="bulk"),
    path("<type_key:type_key>/paste", paste.paste, name="paste"),
    path("<type_key:type_key>/columns", lists.columns, name="columns"),
    path("<type_key:type_key>/filter", lists.add_filter, name="filter"),
    path("<type_key:type_key>/filter/words", lists.filter_words, name="filter-words"),
    path("<type_key:type_key>/views/new", saved.new, name="view-new"),
    path("<type_key:type_key>/views/<record_id:pk>/edit", saved.edit, name="view-edit"),
    path("<type_key:type_key>/views/<record_id:pk>/save", saved.save, name="view-save"),
    path("<type_key:type_key>/views/<record_id:pk>/open", saved.open_with, name="view-open"),
    path("<type_key:type_key>/views/<record_id:pk>/delete", saved.delete, name="view-delete"),
    path("<type_key:type_key>/duplicates", forms.doubles, name="duplicates"),
    path("<type_key:type_key>/<record_id:pk>", records.record, name="record"),
    path("<type_key:type_key>/<record_id:pk>/panel", records.panel, name="panel"),
    path("<type_key:type_key>/<record_id:pk>/edit", forms.edit, name="edit"),
    path("<type_key:type_key>/<record_id:pk>/lines", lines.lines, name="lines"),
    path("<type_key:type_key>/<record_id:pk>/table", tables.table, name="table"),
    path("<type_key:type_key>/<record_id:pk>/favorite", favorites.favorite, name="favorite"),
    path("<type_key:type_key>/<record_id:pk>/archive", records.archive, name="archive"),
    path("<type_key:type_key>/<record_id:pk>/restore", records.restore, name="restore"),
    path("<type_key:type_key>/<record_id:pk>/purge", records.purge, name="purge"),
    path("<type_key:type_key>/<record_id:pk>/move", moves.move, name="move"),
    path("<type_key:type_key>/<record_id:pk>/verbs/<slug:name>", verbs.verb, name="verb"),
    path("<type_key:type_key>/<record_id:pk>/merge", merge.pick, name="merge-with"),
    path("<type_key:type_key>/<record_id:pk>/calendar.ics", calendar.record_file, name="record_file"),
    path("<type_key:type_key>/<record_id:pk>/relations", relations.add, name="relate"),
    path("<type_key:type_key>/<record_id:pk>/relations/<record_id:number>", relations.edit, name="relation"),
    path(
        "<type_key:type_key>/<record_id:pk>/relations/<record_id:number>/unlink",
        relations.unlink,
        name="unlink-relation",
    ),
    path("<type_key:type_key>/<record_id:pk>/link/<slug:name>", linking.link, name="link"),
    path(
        "<type_key:type_key>/<record_id:pk>/related/<type_key:other>/<slug:name>",
        linking.related,
        name="related",
    ),
    path("<type_key:type_key>/<record_id:pk>/fields/<slug:name>", facts.fact, name="fact"),
]
