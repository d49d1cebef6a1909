"""What the walk and the prover call out of reach, no answers reach: judged by people who answer services at random."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, given, settings

from portal.authoring.claims import NO_ITEM, NO_PAGE, NO_ROW
from portal.authoring.places import Places
from portal.authoring.proving import prove
from portal.authoring.walking import walk_service
from portal.journey.plan import Plan
from portal.spec.bundle import Bundle
from tests.journey.test_random_services import TODAY, Trial, cases, gone_through

EXAMPLES = int(os.environ.get("FUZZ", "0")) // 200 or 40


def reached(so_far: Plan) -> tuple[set[str], set[str]]:
    """The pages that somebody came to with answers that hold, and what was shown on those that were completed."""
    pages: set[str] = set()
    shown: set[str] = set()
    for page in so_far.road:
        pages.add(page.id)
        if page is so_far.first_open:
            break
        shown |= {item.id for item in so_far.shown(page)}
    return pages, shown


@settings(
    max_examples=EXAMPLES,
    derandomize=not os.environ.get("FUZZ"),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(case=cases())
def test_what_somebody_sees_is_never_called_out_of_reach(case: Trial) -> None:
    service, person = case.service, case.person
    so_far = gone_through(service, person)
    pages, shown = reached(so_far)

    walked = walk_service(service, TODAY)
    claims = [
        (found.fault.message, found.fault.params.get("name"))
        for found in prove(service, Places(Bundle({})), TODAY).findings
    ]

    assert not pages & set(walked.unreachable)
    assert not pages & {name for said, name in claims if said == NO_PAGE.said}
    assert not shown & {name for said, name in claims if said == NO_ITEM.said}
    if so_far.is_finished and so_far.fee:
        assert not {row.id for row in so_far.fee.rows} & {name for said, name in claims if said == NO_ROW.said}
    # And the other way round: what the walk saw, the prover does not call out of reach.
    assert not walked.seen & {name for said, name in claims if said == NO_PAGE.said}
