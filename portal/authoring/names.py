"""Floor 6. Whether a specification keeps the names of the release before it: a name stands for one thing, and for ever."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from portal.authoring.places import Places
from portal.errors import N_, WARNING, Fault
from portal.spec.model import Field, LongList, Service

# What one kind of answer may become, beside what rules see alike: the wider takes all that the narrower took.
_WIDER = {("integer", "decimal"), ("choice", "several choices")}


class _Fault(Protocol):
    def __call__(self, name: str, message: str, remedy: str, **params: str) -> Fault: ...


def name_faults(old: Service, new: Service, places: Places) -> tuple[Fault, ...]:
    """What `new`, whose things stand at `places`, does to the names of `old` and must not."""

    def fault(name: str, message: str, remedy: str, **params: str) -> Fault:
        return Fault(*places.of(name), message, remedy, {"name": name, **params})

    faults = [*_moved(old, new, fault), *_changed(old, new, fault)]
    if back := [name for name in old.retired if name in new.names]:
        message = N_("“{name}” is retired and cannot come back.")
        faults += [
            fault(name, message, N_("Give it a new name: old answers would be taken for new ones.")) for name in back
        ]
    wanted = [*old.retired, *(name for name in old.names if _is_gone(name, new))]
    missing = [name for name in dict.fromkeys(wanted) if name not in new.retired and name not in new.names]
    if missing:
        message = N_("These names were in the release before, and are neither here nor under “retired”: {names}.")
        remedy = N_("Write “retired: [{all}]”, so that nobody gives them to something else.")
        every = ", ".join(dict.fromkeys((*old.retired, *new.retired, *missing)))
        place = places.of("", "retired")
        faults.append(Fault(*place, message, remedy, {"names": ", ".join(missing), "all": every}))
    return tuple(sorted(faults))


def name_warnings(old: Service, new: Service, places: Places) -> tuple[Fault, ...]:
    """The codes of options that `new` took out and did not retire: one may come back, if it means the same."""
    gone = [
        f"{path}/{option.code}"
        for path, one in old.fields.items()
        if path in new.fields and one.options and not isinstance(one.options, LongList)
        for option in one.options
        if option.label.key.split("/")[-2:-1] == ["option"]
        and option.code not in new.fields[path].codes
        and f"{path}/{option.code}" not in new.retired
    ]
    message = N_("The option “{name}” was taken out and is not under “retired”.")
    remedy = N_("Write “retired: [{name}]”, unless it may come back and mean the same.")
    return tuple(
        Fault(*places.of(name.partition("/")[0]), message, remedy, {"name": name}, WARNING, "option-gone")
        for name in gone
    )


def _is_gone(name: str, new: Service) -> bool:
    """Whether a name is missing; what stood in a group that is gone went with it."""
    group = name.rpartition(".")[0]
    return name not in new.names and (not group or group in new.groups)


def _moved(old: Service, new: Service, fault: _Fault) -> Iterator[Fault]:
    """Questions that went into a group, out of one, or from one to another under their own id."""
    for path, one in new.fields.items():
        if path in old.names:
            continue
        before = next((was for was in old.fields.values() if was.id == one.id and was.path not in new.names), None)
        if before is not None and before.group != one.group and before.kind.name == one.kind.name:
            yield fault(
                path,
                N_(
                    "“{was}” was asked before and is “{name}” now: what was answered once cannot become answers of items, "
                    "or the other way round."
                ),
                N_("Give it a new name, and write “{was}” under “retired”."),
                was=before.path,
            )  # fmt: skip


def _changed(old: Service, new: Service, fault: _Fault) -> Iterator[Fault]:
    for name, what in new.names.items():
        if name not in old.names:
            continue
        if old.names[name] != what:
            yield fault(
                name,
                N_("“{name}” was something else in the release before."),
                N_("Give it a new name, and write the old one under “retired”."),
            )
        elif name in old.fields and name in new.fields and not _fits(old.fields[name], new.fields[name]):
            yield fault(
                name,
                N_("“{name}” was of the kind “{was}” and is now “{now}”, which cannot hold its answers."),
                N_("Give it a new name, and write the old one under “retired”."),
                was=old.fields[name].kind.name,
                now=new.fields[name].kind.name,
            )


def _fits(old: Field, new: Field) -> bool:
    was, now = old.kind, new.kind
    return was.name == now.name or was.rule_type(old) == now.rule_type(new) or (was.name, now.name) in _WIDER
