"""Floor 2. Kinds whose options are a known set of codes with names in every language: `country`, `language`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from portal.i18n.folding import fold, sort_key
from portal.kinds.kind import Asked, Kind, Raw, Reading, Say, Setting, Wording
from portal.kinds.reading import EMPTY, Faults, fault, holds, line, single, slip


def kind_of_codes(
    kind: str, *, every: Sequence[str], meant: Callable[[], Mapping[str, str]], name: Callable[[Say, str], Wording],
    problems: Mapping[str, str], no_code: tuple[str, str], autocomplete: str,
) -> Kind:  # fmt: skip
    """`meant`: folded name → code, for whoever types; `name`: a code in words; `no_code`: the fault of an unknown one."""
    by_case = {code.casefold(): code for code in every}

    def written(field: Asked, setting: str) -> tuple[str, ...]:
        """The codes of a setting, as they are spelt here; one that does not exist stays as it is."""
        return tuple(by_case.get(str(code).casefold(), str(code)) for code in field.settings.get(setting) or ())

    def codes(field: Asked) -> Sequence[str]:
        return written(field, "only") or every

    def choices(field: Asked, say: Say) -> Sequence[tuple[str, Wording]]:
        """By name as the language sorts, after those that the author puts first."""
        first = written(field, "first")
        named = {code: name(say, code) for code in codes(field)}
        rest = sorted(set(named) - set(first), key=lambda code: sort_key(named[code].value, say.language))
        return [(code, named[code]) for code in (*first, *rest)]

    def read(field: Asked, raw: Raw, today: date) -> Reading:
        typed = line(raw)
        if not typed:
            return EMPTY
        code = by_case.get(typed.casefold()) or meant().get(fold(typed))
        return holds(code) if code in codes(field) else slip(field, "unknown")

    def check(field: Asked) -> Faults:
        message, remedy = no_code
        for setting in ("only", "first"):
            known = codes(field) if setting == "first" else every
            wrong = next((code for code in written(field, setting) if code not in known), "")
            if wrong:
                return fault(setting, message, remedy, code=wrong)
        return ()

    return Kind(
        name=kind,
        widget="select",
        problems=problems,
        read=read,
        encode=str,
        decode=str,
        refill=lambda _field, value: single(value),
        show=lambda _field, value, say: [name(say, value)],
        export=lambda _field, value: str(value),
        rule_type=lambda _field: "code",
        rule_value=lambda _field, value: value,
        schema=lambda field: {"enum": list(codes(field))},
        example=lambda field, _today: single((*written(field, "first"), *codes(field))[0]),
        settings={"first": Setting("words"), "only": Setting("words")},
        own_codes=codes,
        own_choices=choices,
        autocomplete={"": autocomplete},
        check=check,
    )
