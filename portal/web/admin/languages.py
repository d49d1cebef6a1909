"""How far a service is translated, as administrators see it: for each language what is done, missing and out of date."""

from __future__ import annotations

from typing import Any

from portal.usecases.languages import Standing
from portal.web.kit.framing import own_name

_TEXTS_SHOWN = 50


def standing_view(standing: Standing) -> dict[str, Any]:
    """`changed`: texts whose source changed since they were translated: the old words, the new ones, the translation."""
    told = standing.completeness
    return {
        "code": standing.language,
        "name": own_name(standing.language),
        "done": told.done,
        "total": told.total,
        "missing": told.missing,
        "stale": told.stale,
        "changed": [
            {"was": one.previous, "now": one.message.source, "said": one.forms[0]}
            for one in standing.stale[:_TEXTS_SHOWN]
        ],
    }
