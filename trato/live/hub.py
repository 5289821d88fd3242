"""The open streams of this process, and the thread that has something to tell them."""

from __future__ import annotations

import asyncio
import logging
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.contrib.sessions.models import Session
from django.db import close_old_connections
from django.utils import timezone

from trato.accounts.actor import SCREEN, Actor, actor_of
from trato.accounts.models import User
from trato.live.news import Newest, News, after, last_number
from trato.live.telling import EVERYTHING, message, told_to
from trato.records import snapshot

if TYPE_CHECKING:
    from trato.live.views import Reader

log = logging.getLogger("trato.live")

#: Seconds between two looks while somebody listens: one indexed read.
PAUSE = 0.5
#: Seconds after which a silent stream says that it lives, so that no proxy ends it.
BEAT = 25.0
#: Streams in one process; whoever comes later is told to try again.
MOST = 1000
PULSE = b":\n\n"
#: What ends a stream.
END = b""


@dataclass(eq=False)
class Stream:
    """One open page of one person."""

    reader: Reader
    loop: asyncio.AbstractEventLoop
    waiting: asyncio.Queue[bytes] = field(default_factory=asyncio.Queue)

    def put(self, data: bytes) -> None:
        """From any thread."""
        self.loop.call_soon_threadsafe(self.waiting.put_nowait, data)


class Hub:
    """Looks for news only while somebody listens: an idle system neither reads nor writes."""

    def __init__(self) -> None:
        self.streams: set[Stream] = set()
        self._some = threading.Event()
        self._joined: list[Stream] = []
        self._newest = Newest()

    def begin(self) -> None:
        """Start looking, in a thread of its own."""
        threading.Thread(target=self._run, name="live", daemon=True).start()

    def join(self, stream: Stream) -> bool:
        """Take the stream in; False if there is no room. Called in the event loop, as `leave`."""
        if len(self.streams) >= MOST:
            return False
        self.streams.add(stream)
        self._joined.append(stream)
        self._some.set()
        return True

    def leave(self, stream: Stream) -> None:
        self.streams.discard(stream)
        if not self.streams:
            self._some.clear()

    def close(self) -> None:
        """End every stream: the process is about to end."""
        for stream in list(self.streams):
            stream.put(END)

    def _run(self) -> None:
        pause = threading.Event()
        while True:
            if not self._some.is_set():
                self._newest = Newest()
                self._some.wait()
            try:
                self.look()
            except Exception:  # the database is away for a moment; it is logged and looked for again
                log.exception("reading the news failed")
            # A pool of connections is for those who work; with SQLite one stays open.
            close_old_connections()
            pause.wait(PAUSE)

    def look(self) -> None:
        """Read what is new and tell it to those it concerns."""
        joined, self._joined = self._joined, []
        news = self._newest.read()
        if news or joined:
            snapshot.refresh()
        if news:
            self._tell(news, [one for one in self.streams if one not in joined])
        for stream in joined:
            self._catch_up(stream)

    def _catch_up(self, stream: Stream) -> None:
        """What came between the answer of the door and now."""
        news = after(stream.reader.number)
        if news is None:
            stream.put(message(last_number(), EVERYTHING))
        elif news:
            self._tell(news, [stream])

    def _tell(self, news: list[News], streams: list[Stream]) -> None:
        actors = _actors(streams)
        alive = _alive(streams)
        number = max(item.number for item in news)
        told = {
            user_id: message(number, found)
            for user_id, actor in actors.items()
            if (found := told_to(actor, news))
        }
        for stream in streams:
            reader = stream.reader
            if reader.session not in alive or reader.user_id not in actors:
                stream.put(END)
            elif reader.user_id in told:
                stream.put(told[reader.user_id])


def _actors(streams: list[Stream]) -> dict[int, Actor]:
    """Who listens, with the rights of this moment; whoever has left is not among them."""
    users = User.objects.filter(pk__in={stream.reader.user_id for stream in streams}, archived_at=None)
    return {user.pk: actor_of(user, SCREEN) for user in users}


def _alive(streams: list[Stream]) -> set[str]:
    """The sessions that still open the door."""
    keys = {stream.reader.session for stream in streams}
    living = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    return set(living.values_list("session_key", flat=True))
