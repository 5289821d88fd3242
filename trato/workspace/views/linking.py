"""Related cards: a record that is there already is linked to this one, or unlinked from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from trato.records import access
from trato.records.errors import Invalid, NotFound
from trato.records.registry import registry
from trato.records.rows.read import titles
from trato.records.values import Ref
from trato.web.addresses import address
from trato.workspace import rendering
from trato.workspace.linking import put_link, require_linking
from trato.workspace.pages.ask_page import AskPage
from trato.workspace.pages.fields import labels, options
from trato.workspace.reader import actor_in, capitalized, record_url, type_on_screen

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType

ASK = "workspace/ask.html"
WHOM = "whom"
FIRST = 30


@dataclass
class Card:
    """A card: the record whose page it stands on, the type in it, and the field that ties both."""

    actor: Actor
    record_type: RecordType
    pk: int
    other: RecordType
    field: str
    #: Whether the field is this record's own, and not that of those in the card.
    is_own: bool

    @property
    def url(self) -> str:
        base = record_url(self.record_type.key, self.pk)
        return f"{base}/link/{self.field}" if self.is_own else f"{base}/related/{self.other.key}/{self.field}"

    @property
    def holder(self) -> RecordType:
        return self.record_type if self.is_own else self.other

    def put(self, pk: int, *, remove: bool) -> int | None:
        """Link or unlink one record; the change set."""
        here, there = (self.record_type, self.pk), (self.other, pk)
        (holder, held), (target, number) = (here, there) if self.is_own else (there, here)
        label = titles(target.key, [number]).get(number, "")
        ref = Ref(target.key, number, label)
        return put_link(self.actor, holder, held, self.field, ref, remove=remove)


@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, type_key: str, pk: int, name: str) -> HttpResponse:
    """A field of this record: choose whom it links to besides."""
    actor = actor_in(request)
    record_type = type_on_screen(actor, type_key)
    access.fetch(actor, record_type, pk)
    field = access.readable_fields(actor, record_type).get(name)
    if field is None or not field.target:
        raise NotFound(_("There is no such field."))
    return _answer(request, Card(actor, record_type, pk, registry.get(field.target), name, is_own=True))


@require_http_methods(["GET", "POST"])
def related(request: HttpRequest, type_key: str, pk: int, other: str, name: str) -> HttpResponse:
    """A card of records that link here: choose one that shall."""
    actor = actor_in(request)
    record_type = type_on_screen(actor, type_key)
    access.fetch(actor, record_type, pk)
    declared = {(one.type, one.by) for one in registry.related(record_type)}
    if (other, name) not in declared:
        raise NotFound
    return _answer(request, Card(actor, record_type, pk, type_on_screen(actor, other), name, is_own=False))


def _answer(request: HttpRequest, card: Card) -> HttpResponse:
    require_linking(card.actor, card.holder, card.field)
    if request.method == "GET":
        return rendering.either(request, ASK, "dialog", _page(card))
    remove = request.POST.get("remove", "")
    try:
        pk = _number(card, remove or request.POST.get(WHOM, ""))
        number = card.put(pk, remove=bool(remove))
    except Invalid as problem:
        if remove:
            raise
        page = _page(card, request.POST.get(WHOM, ""), str(problem.sentence))
        return rendering.either(request, ASK, "dialog", page, status=422)
    name = titles(card.other.key, [pk]).get(pk, "")
    said = _("%(name)s is unlinked.") if remove else _("%(name)s is linked.")
    rendering.say(request, said % {"name": name}, number)
    return rendering.go(request, rendering.way_back(request, record_url(card.record_type.key, card.pk)))


def _number(card: Card, text: str) -> int:
    """The record that was chosen. Raises Invalid, NotFound."""
    if not text:
        raise Invalid(_("Choose a record."), field=WHOM)
    if not text.isdecimal() or len(text) > 18:
        raise NotFound
    pk = int(text)
    access.fetch(card.actor, card.other, pk)
    if (card.other.key, pk) == (card.record_type.key, card.pk):
        raise Invalid(_("A record cannot be linked to itself."), field=WHOM)
    return pk


def _page(card: Card, value: str = "", error: str = "") -> AskPage:
    field = card.holder.fields[card.field]
    name = titles(card.record_type.key, [card.pk])[card.pk]
    control: dict[str, Any] = {
        "name": WHOM,
        "label": capitalized(card.other.label),
        "kind": "link",
        "value": [{"id": value, "label": label} for _key, label in labels(card.actor, field, [value])]
        if value and card.is_own
        else [],
        "url": address("search:options", card.other.key),
        "choices": options(card.actor, card.other.key, FIRST),
        "error": error,
        "required": True,
    }
    return AskPage(
        title=_("Link with %(name)s") % {"name": name},
        action=card.url,
        submit=pgettext("verb", "Link"),
        back=record_url(card.record_type.key, card.pk),
        controls=[control],
    )
