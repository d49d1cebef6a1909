"""Floor 7. What this process made and may use again: things that a digest names, which therefore never grow stale."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Shelf(Generic[T]):
    """At most `most` things by key; what was not asked for the longest gives way."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> T | None:
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
            return self._held.get(key)

    def put(self, key: Hashable, thing: T) -> None:
        with self._lock:
            self._held[key] = thing
            while len(self._held) > self._most:
                self._held.popitem(last=False)
