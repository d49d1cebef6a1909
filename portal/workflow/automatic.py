"""Floor 4. Whether a register agrees with what was answered; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.i18n.folding import fold
from portal.spec.model import Automatic


def disagreements(automatic: Automatic, told: Mapping[str, str], reply: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields whose answer the register does not confirm, in the specification's order.

    `told`: field path → the answer as its kind exports it. `reply`: the register's fields; a mapping (an address) is
    compared by its values in order. Case, diacritics, punctuation and spaces do not matter.
    """
    return tuple(
        path for path, name in automatic.agree.items() if _plain(told.get(path, "")) != _plain(reply.get(name, ""))
    )


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        value = " ".join(str(part) for part in value.values())
    return fold(str(value))
