"""Floor 6. The links of a form: which pages can be reached at all, in what order, and which links lead back."""

from __future__ import annotations

from dataclasses import dataclass

from portal.authoring.importing.xgov import Form, FormPage, Link

END = ""  # check your answers


@dataclass(frozen=True)
class Order:
    """Reachable pages, each after all that lead to it; `back`: links (from, to) that lead back to a page before."""

    paths: list[str]
    back: frozenset[tuple[str, str]]
    orphans: list[str]  # pages that no link from the start reaches, without those that only show the answers


def links_of(form: Form, page: FormPage) -> list[Link]:
    """Where the page can lead, as the original chooses: conditions in order, then the last link that has none.

    A page without links leads to check-your-answers, as there.
    """
    links = _onward(form, page)
    plain = [link for link in links if not link.condition]
    chosen = [link for link in links if link.condition] + plain[-1:]
    if not plain:
        chosen.append(Link(END, ""))
    return [Link(END, link.condition) if is_end(form, link.path) else link for link in chosen]


def _onward(form: Form, page: FormPage) -> list[Link]:
    """Its links without those that add another item, from the page that sums them up: each item is added in its group."""

    def adds_another(link: Link) -> bool:
        target = form.pages[link.path]
        return page.sums_up_items and target.repeat is not None and target.section == page.section

    onward = [link for link in page.links if not adds_another(link)]
    if any(adds_another(link) and not link.condition for link in page.links) and onward:
        onward[-1] = Link(onward[-1].path, "")  # who adds no more goes on
    return onward


def is_end(form: Form, path: str) -> bool:
    return path == END or form.pages[path].is_summary


def ends_the_journey(form: Form, page: FormPage) -> bool:
    """A page with something to read, nothing to answer and no way on, as the builder's "you cannot apply" pages are."""
    if page.is_terminal:
        return page.path != form.start
    asks = any(one.type.endswith("Field") for one in page.components)
    says = bool(page.components) and not page.is_confirmation and not page.sums_up_items
    return not page.links and not asks and says and page.path != form.start


def order_of(form: Form, *, turned: bool = False) -> Order:
    """Depth first, without recursion; the first link's pages come first (`turned`: the last link's).

    The two differ in which link of a circle leads back.
    """
    if form.is_ordered:
        return _as_it_stands(form)
    after: list[str] = []
    back: set[tuple[str, str]] = set()
    colour: dict[str, int] = {}
    todo: list[tuple[str, bool]] = [] if is_end(form, form.start) else [(form.start, False)]
    while todo:
        path, is_left = todo.pop()
        if is_left:
            colour[path] = 2
            after.append(path)
            continue
        if path in colour:
            continue
        colour[path] = 1
        todo.append((path, True))
        # Popped last to first: so the pages of the last link are finished first, and stand last.
        following = [(link.path, False) for link in links_of(form, form.pages[path]) if not is_end(form, link.path)]
        todo += following[::-1] if turned else following
    place = {path: number for number, path in enumerate(reversed(after))}
    for path, number in place.items():
        for link in links_of(form, form.pages[path]):
            if place.get(link.path, number + 1) <= number:
                back.add((path, link.path))
    orphans = [path for path, page in form.pages.items() if path not in place and not page.is_summary]
    return Order(list(place), frozenset(back), orphans)


def _as_it_stands(form: Form) -> Order:
    """The pages up to the one that shows the answers."""
    end = next((number for number, page in enumerate(form.pages.values()) if page.is_summary), len(form.pages))
    before, after = list(form.pages.values())[:end], list(form.pages.values())[end:]
    paths = [page.path for page in before if not page.is_confirmation]
    rest = [page for page in before if page.is_confirmation] + [page for page in after if not page.is_summary]
    return Order(paths, frozenset(), [page.path for page in rest])
