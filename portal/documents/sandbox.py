"""Floor 6. Templates that administrators write: sandboxed, strict, with nothing to read but the release's own files.

What a template may not do is refused when it is read, with its line; what it may do in excess is stopped by the limits
of the child process it runs in (`press`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, FileSystemLoader, FunctionLoader, StrictUndefined, TemplateError, nodes
from jinja2.exceptions import SecurityError, TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from portal.documents.failures import RenderingFailed

MOST_CHARACTERS = 2_000_000  # of HTML; a long summary has some 50,000
# They would put a string into the page as if it were markup, or run away with memory for nothing a document needs.
_REFUSED_FILTERS = ("safe", "xmlattr", "pprint", "tojson", "urlize", "random", "indent", "center", "format")
_REFUSED_GLOBALS = ("lipsum", "cycler", "joiner")


class Sandbox(ImmutableSandboxedEnvironment):
    """The environment of one document; `*` and `**` are watched, since `"x" * 200000000` is 200 MB."""

    intercepted_binops = frozenset(["*", "**"])

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if not all(isinstance(one, (int, float)) and abs(one) < 1_000_000 for one in (left, right)):
            raise SecurityError("only numbers below a million can be multiplied")
        return super().call_binop(context, operator, left, right)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for node in tree.find_all(nodes.EvalContextModifier):
            raise TemplateSyntaxError("escaping cannot be switched off", node.lineno, name, filename)
        return tree


def environment(bundle: Mapping[str, bytes], home: Path) -> Sandbox:
    """An environment that knows the house's building blocks and the bundle's templates."""
    own = {path: _text(path, content) for path, content in bundle.items() if path.startswith("documents/")}
    released = FunctionLoader(lambda path: (own[path], path, lambda: True) if path in own else None)
    house = FileSystemLoader(home / "templates" / "documents")
    made = Sandbox(
        loader=ChoiceLoader([house, released]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for name in _REFUSED_FILTERS:
        made.filters.pop(name, None)
    for name in _REFUSED_GLOBALS:
        made.globals.pop(name, None)
    return made


def write(made: Sandbox, path: str, facts: Mapping[str, Any]) -> str:
    """The document as HTML. Refused: `RenderingFailed` ("template" with its line, "long")."""
    written, size = [], 0
    try:
        for piece in made.get_template(path).generate(**facts):
            size += len(piece)
            if size > MOST_CHARACTERS:
                raise RenderingFailed("long", limit=MOST_CHARACTERS)
            written.append(piece)
    except TemplateNotFound as missing:
        raise _failed(f"there is no template {missing.name}", path, 0) from missing
    except TemplateSyntaxError as wrong:
        raise _failed(wrong.message or "", wrong.name or path, wrong.lineno) from wrong
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as wrong:
        raise _failed(str(wrong), *_place(wrong, path)) from wrong
    return "".join(written)


def _failed(message: str, path: str, line: int) -> RenderingFailed:
    return RenderingFailed("template", message=message, path=path, line=line)


def _text(path: str, content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return ""  # a picture: the fetcher serves it, no template reads it


def _place(wrong: BaseException, path: str) -> tuple[str, int]:
    """The template and line it happened in: Jinja puts the templates' frames into the traceback, the innermost last.

    A line of the release's own goes before one of the house's building blocks that it called.
    """
    own, house, at = None, (path, 0), wrong.__traceback__
    while at is not None:
        if "__jinja_exception__" in at.tb_frame.f_globals:
            file = str(at.tb_frame.f_globals["__file__"])
            if file.startswith("documents/"):
                own = (file, at.tb_lineno)
            else:
                house = (Path(file).name, at.tb_lineno)
        at = at.tb_next
    return own or house
