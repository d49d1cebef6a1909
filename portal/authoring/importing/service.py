"""Floor 6. A form becomes a whole specification: its pages in order, and what a service needs beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from portal.authoring.importing.expressions import FALSE, TRUE, Part, joined, literal_of, written
from portal.authoring.importing.fees import fee_of
from portal.authoring.importing.findings import CHANGED, LOST, ODD, PART, TO_WRITE, Findings
from portal.authoring.importing.graph import END, Order, ends_the_journey, links_of, order_of
from portal.authoring.importing.lists import Lists, path_of, used
from portal.authoring.importing.names import Names, slug
from portal.authoring.importing.pages import Built, Node, Pages, said_by, says, words_of
from portal.authoring.importing.roads import Finder, Roads
from portal.authoring.importing.texts import plain
from portal.authoring.importing.wording import words
from portal.authoring.importing.writing import yaml_of
from portal.authoring.importing.xgov import Component, Form, text_of
from portal.spec.reader import SPECIFICATION


@dataclass(frozen=True)
class Imported:
    """One form as a specification. `pages` and `fields` map the original's names to ours."""

    service: str
    language: str
    specification: Node
    pages: Mapping[str, str]
    fields: Mapping[str, str]
    findings: Findings
    form: Form
    roads: Roads
    names: Mapping[str, str]  # what the original calls a thing → ours, for its twin
    lists: Lists  # those that lie in files

    @property
    def files(self) -> dict[str, str]:
        """The specification and its lists, by their path in the service's folder."""
        lists = {name: one.node(name) for name, one in self.lists.items()}
        found = {SPECIFICATION: yaml_of({**self.specification, **({"lists": lists} if lists else {})})}
        return found | {path_of(name): one.csv for name, one in self.lists.items()}

    @property
    def lost(self) -> int:
        """Components that were not carried over."""
        return sum(one.place not in self.form.pages for one in self.findings.of(LOST))


def service_name(text: str) -> str:
    """A service's name out of a file's."""
    name = slug(text, between="-", longest=60)
    name = "-".join(name.split("-")[:9])
    return name if name[:1].isalpha() else f"form-{name}".rstrip("-")


def import_form(
    form: Form, service: str, language: str, findings: Findings, *, unit: str, known: Mapping[str, str] | None = None
) -> Imported:
    """The form as a specification; `known` gives the names that its twin has in another language."""
    first = _imported(form, order_of(form), service, language, replace(findings, found=[*findings.found]), unit, known)
    if first.roads.detours:
        second = _imported(
            form,
            order_of(form, turned=True),
            service,
            language,
            replace(findings, found=[*findings.found]),
            unit,
            known,
        )
        first = second if len(second.roads.detours) < len(first.roads.detours) else first
    findings.found[:], findings.components = first.findings.found, first.findings.components
    return replace(first, findings=findings)


def _imported(
    form: Form, order: Order, service: str, language: str, findings: Findings, unit: str, known: Mapping[str, str] | None
) -> Imported:  # fmt: skip
    pages = Pages(form, findings, Names(known))
    pages.build(order.paths)
    whens = _brought_up(pages)
    page_ids = {path: built.id for path, built in pages.built.items()}
    finder = Finder(form, order, pages.fields, page_ids, whens, findings, pages.conditional)
    roads = finder.roads_found()
    _guard_texts(pages, finder)
    _note_left_out(form, order, roads, findings)
    kept = [path for path in order.paths if path not in roads.never]
    if not any(not ends_the_journey(form, form.pages[path]) for path in kept):
        findings.add(ODD, "the form", "it asks nothing")
    nodes = [node for path in kept for node in _page_nodes(form, pages, roads, path, language)]
    if all("exit" in node for node in nodes):  # something must come before the end
        names, title = pages.names, plain(form.title) or service
        text = {"paragraph": names.give("start_text", otherwise="words"), "text": title}
        nodes.insert(0, {"page": names.give("start", otherwise="page"), "title": title, "ask": [text]})
    return Imported(
        service, language, _whole(form, pages, roads, nodes, service, language, unit, findings),
        {path: page_ids[path] for path in kept}, pages.ids, findings, form, roads, dict(pages.names.given),
        used(pages.lists, nodes),
    )  # fmt: skip


def _brought_up(pages: Pages) -> dict[str, Part]:
    """When fields are asked that an answer of their own page brings up; their nodes are told."""
    found: dict[str, Part] = {}
    for node, test in pages.tests:
        asked = pages.fields[test.field]
        part: Part = literal_of(test, asked, test.field) or TRUE
        if outer := found.get(asked.id):
            part = joined("&&", [outer, part])
        node["when"] = written(part)
        if "field" in node:
            found[node["field"]] = part
    return found


def _guard_texts(pages: Pages, finder: Finder) -> None:
    """Texts, options and fields that the original shows under a condition."""
    for node, path, condition, name in pages.whens:
        part = _shown_when(node, path, condition, finder)
        if part == FALSE:
            what = f"a text, option or question is never shown there: {str(node)[:120]}"
            finder.findings.add(LOST if name else PART, f"{path}, {name}" if name else path, what)
            node["never"] = True
        elif part != TRUE:
            node["when"] = written(part)
    for built in pages.built.values():
        for node in built.items:
            if "ask" in node:
                node["ask"] = [one for one in node["ask"] if not one.pop("never", False)]
        built.items = [
            one for node in built.items if not node.pop("never", False) for one in _still_asking(node, pages)
        ]
        for node in [one for item in built.items for one in (item, *item.get("ask", ()))]:
            if isinstance(node.get("options"), dict):
                _keep_options(node, finder.findings)
        if not built.items:
            built.items.append(
                {"paragraph": pages.names.give(f"{built.id}_text", key=f"text {built.id}"), "text": built.title}
            )


def _shown_when(node: Node, path: str, condition: str, finder: Finder) -> Part:
    if path not in finder.roads.parts:
        return FALSE
    if "field" in node and node["field"] in finder.whens:
        return finder.whens[node["field"]]
    return finder.part_of(condition, path, on_arrival=not {"paragraph", "inset", "details"} & node.keys())


def _still_asking(node: Node, pages: Pages) -> list[Node]:
    """The node; of a group that asks nothing any more its texts, with names of their own."""
    if "ask" not in node or any("field" in one for one in node["ask"]):
        return [node]
    pages.findings.add(ODD, node["group"], f"nothing is asked in each item: “{node['label'][:200]}”")
    return [{**one, next(iter(one)): pages.names.give(one[next(iter(one))], otherwise="words")} for one in node["ask"]]


def _keep_options(node: Node, findings: Findings) -> None:
    """Without those that are never shown; with them where nothing could be chosen else."""
    options = {
        code: one.pop("never", False) if isinstance(one, dict) else False for code, one in node["options"].items()
    }
    if all(options.values()):
        findings.add(ODD, node["field"], "none of its options is ever shown there; here all are")
        return
    node["options"] = {code: one for code, one in node["options"].items() if not options[code]}


def _note_left_out(form: Form, order: Order, roads: Roads, findings: Findings) -> None:
    for path in order.orphans:
        findings.add(LOST, path, f"no link leads to this page: “{plain(form.pages[path].title)}”")
    for path in roads.never:
        findings.add(LOST, path, f"no answers lead to this page: “{plain(form.pages[path].title)}”")
    for path in [*order.orphans, *roads.never]:
        for one in form.pages[path].components:
            findings.add(LOST, f"{path}, {one.name}", f"it stands on that page: {words_of(one, form)}")
    for page in form.pages.values():
        if page.is_summary and page.links:
            findings.add(PART, page.path, "pages after the summary of the answers do not exist here")
        for one in page.components if page.is_summary else ():
            if says(one):
                findings.add(
                    CHANGED, one.name, "it stands on the page that shows the answers; its words joined the declaration"
                )
            else:
                what = f"it stands on the page that shows the answers: {words_of(one, form)}"
                findings.add(LOST, f"{page.path}, {one.name}", what)


def _on_summary(form: Form) -> list[Component]:
    return [one for page in form.pages.values() if page.is_summary for one in page.components]


def _page_nodes(form: Form, pages: Pages, roads: Roads, path: str, language: str) -> list[Node]:
    """The page, and where the original would lead back for ever, the exit after it."""
    built, part = pages.built[path], roads.parts[path]
    when = {} if part == TRUE else {"when": written(part)}
    loop = roads.loops.get(path)
    asks = any("field" in node or "group" in node for node in built.items)
    leads_only_back = loop is not None and not asks and path != form.start and _only_back(form, path)
    if when and (ends_the_journey(form, form.pages[path]) or leads_only_back):
        return [{"page": built.id, **when, "exit": built.title, "text": _exit_text(built)}]
    nodes: list[Node] = [{"page": built.id, "title": built.title, **when, "ask": built.items}]
    if loop is not None and loop != TRUE:  # where everybody would go round, an exit would end every journey
        said = words(language)
        node: Node = {"page": pages.names.give(f"{built.id}_again", key=f"again {path}"), "when": written(loop)}
        nodes.append({**node, "exit": said["loop"], "text": said["loop_text"].format(title=built.title)})
    return nodes


def _only_back(form: Form, path: str) -> bool:
    links = links_of(form, form.pages[path])
    return len(links) == 1 and links[0].path != END


def _exit_text(built: Built) -> str:
    told = [f"**{node['title']}**\n\n{node['text']}" if "title" in node else str(node["text"]) for node in built.items]
    return "\n\n".join(told)


# ---- what a service needs beside its pages ---------------------------------------------------------------------------


def _whole(
    form: Form, pages: Pages, roads: Roads, nodes: list[Node], service: str, language: str, unit: str, findings: Findings
) -> Node:  # fmt: skip
    said = words(language)
    title = plain(form.pages[form.start].title) or plain(form.title) or service
    fields = sum(1 for node in nodes for one in node.get("ask", []) if "paragraph" not in one)
    found: Node = {
        "edition": 1, "service": service, "texts": language, "title": title, "unit": unit, "sign_in": "low",
        "guidance": {
            "summary": plain(form.title) or title,
            "who": said["who"],
            "cost": said["cost"],
            "time": said["time"].format(minutes=max(2, fields)),
            "need": {},
            "other_ways": said["other_ways"],
        },
    }  # fmt: skip
    findings.add(TO_WRITE, "unit, sign_in", "which office decides, and how surely it must know who applies")
    findings.add(TO_WRITE, "guidance", "who can apply, the cost, what is needed and other ways")
    findings.add(TO_WRITE, "review, documents, keep", "reasons, what is issued, and how long it is kept")
    if roads.named:
        titles = {path: built.title for path, built in pages.built.items()}
        found["conditions"] = {
            name: {"is": source, "says": said["asked"].format(title=titles[path])}
            for name, (source, path) in roads.named.items()
        }
    found["pages"] = nodes
    if fee := fee_of(form, pages, roads, said, findings):
        found["fee"] = fee
    declared = [text_of(form.raw.get("declaration")), *(said_by(one) for one in _on_summary(form) if says(one))]
    found["declaration"] = " ".join(filter(None, map(plain, declared))) or said["declaration"]
    found["review"] = {
        "decide_within": "30 days",
        "reasons": {"conditions": said["reason"]},
        "moves": {
            "approve": {"from": "received", "to": "approved", "by": "clerk"},
            "refuse": {"from": "received", "to": "refused", "by": "clerk", "reason": "required"},
        },
    }
    found["documents"] = {}
    found["keep"] = {"draft": "30 days", "approved": "2 years", "refused": "1 year", "withdrawn": "1 year"}
    return found
