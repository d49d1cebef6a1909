"""Floor 3. Reads `eligibility`: the first pages, which anybody may answer before signing in."""

from __future__ import annotations

from collections.abc import Sequence

from portal.errors import N_
from portal.spec.model import Field, Page
from portal.spec.shape import Shape
from portal.spec.source import Node
from portal.spec.source import Sequence as SequenceNode

_NOT_IN_ADDRESSES = ("textarea", "search")  # widgets


def read_eligibility(shape: Shape, node: Node | None, pages: Sequence[Page]) -> tuple[str, ...]:
    """The ids of the pages, with the exits among them and right behind them.

    Their answers stand in addresses, and nobody has signed in yet: so they say nothing about a person, and hold no files.
    """
    items = shape.sequence(node, "eligibility")
    if isinstance(node, SequenceNode) and not node.items:
        shape.fault(node, N_("“eligibility” names no page."), N_("Name the first page, or take “eligibility” out."))
    asking = [page for page in pages if not page.exit]
    wanted = []
    for item in items:
        if name := shape.among(item, N_("page"), [page.id for page in asking]):
            wanted.append(name)
            if name != asking[len(wanted) - 1].id if len(wanted) <= len(asking) else True:
                shape.fault(
                    item,
                    N_("“{page}” is not among the first pages."),
                    N_("Name the pages in their order, from the first on: {first}."),
                    page=name,
                    first=asking[min(len(wanted), len(asking)) - 1].id,
                )
                return ()
            _judge(shape, item, asking[len(wanted) - 1])
    if not wanted:
        return ()
    last = max(number for number, page in enumerate(pages) if page.id == wanted[-1])
    while last + 1 < len(pages) and pages[last + 1].exit:
        last += 1
    return tuple(page.id for page in pages[: last + 1])


def _judge(shape: Shape, node: Node, page: Page) -> None:
    remedy = N_("Take the page out of “eligibility”, or ask this on a later page.")
    for group in page.groups:
        shape.fault(node, N_("“{name}” is a group, which cannot be asked before signing in."), remedy, name=group.id)
    for one in page.fields:
        if message := _unfit(one):
            shape.fault(node, message, remedy, name=one.id)


def _unfit(one: Field) -> str:
    if one.kind.takes_file:
        return N_("“{name}” is a file, which cannot be asked before signing in.")
    if one.kind.widget_for(one) in _NOT_IN_ADDRESSES:
        return N_("“{name}” takes long answers or is searched, and before signing in answers stand in the address.")
    if one.prefill:
        return N_("“{name}” is filled in from the sign-in, so it cannot be asked before it.")
    if one.personal:
        return N_("“{name}” is personal, and eligibility is asked of strangers: say “personal: no” where it is not.")
    return ""
