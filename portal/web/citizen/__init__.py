"""Floor 8. The citizen's door: applying, and following what was sent.

`journey` is mounted twice: for citizens, and as `preview` for administrators, who walk a workspace as a citizen would.
"""

from __future__ import annotations

from flask import Blueprint

citizen = Blueprint("citizen", __name__)
journey = Blueprint("apply", __name__)

from portal.web.citizen import apply, cases, finish, groups, searching, tasklist  # noqa: E402, F401 - their views register themselves.
