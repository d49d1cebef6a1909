"""Floor 8. A question and its answer as a row of a summary, and the input where it is answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portal.errors import N_
from portal.i18n.text import Text
from portal.spec.model import Field
from portal.wording.release import ReleaseWords

_WORTH_ANSWERING = N_("Not answered. You need not, but it helps us")


def row_view(
    words: ReleaseWords,
    one: Field,
    value: Any,
    *,
    change: str = "",
    source: Text | None = None,
    sure: bool = False,
    hrefs: Sequence[str] = (),
) -> dict[str, Any]:
    """A question and its answer for the summary's component; `hrefs` open what was sent, each from its own line."""
    return {
        "label": words.text(one.label),
        "lines": words.lines(one, value),
        "change": change,
        "source": source,
        "sure": sure,
        "missing": "",
        "hrefs": hrefs,
        "nothing": words.word(_WORTH_ANSWERING) if one.recommended else None,
    }


def input_id(one: Field, name: str, part: str = "") -> str:
    """The id of a question's input: of one part, else of the first that is labelled; `name` is that of the question."""
    labels = one.kind.labels(one)
    first = part or next((each for each in one.kind.parts(one) if each in labels), "")
    return f"{name}-{first}" if first else name
