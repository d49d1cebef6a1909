"""Who holds which role where: giving and ending roles, by unit."""

from __future__ import annotations

from flask import Response, request, url_for

from portal.errors import N_, Conflict, NotFound, Refused
from portal.store import PersonId
from portal.usecases.actor import EVERY_UNIT, ROLES
from portal.usecases.roles import end_grant, grant_role, roles_held, staff_people
from portal.web.admin import admin
from portal.web.admin.desk import bar, named
from portal.web.kit import clock, locale
from portal.web.kit.flashes import say
from portal.web.kit.pages import page, see_other
from portal.web.kit.parts import parts
from portal.web.kit.sessions import signed_in

_PATH = "/<language:lang>/admin/people"
ROLE_WORDS = {
    "clerk": N_("Clerk"),
    "supervisor": N_("Supervisor"),
    "auditor": N_("Auditor"),
    "administrator": N_("Administrator"),
}


@admin.get(_PATH)
def show_people() -> Response:
    actor = signed_in("staff")
    authority, words = parts().site.authority().authority, parts().site.words(locale.language())
    with parts().store.reading() as session:
        held = roles_held(session, actor=actor)
        people = staff_people(session, actor=actor)
        names = named(
            session, [one.granted_by for one in held] + [str(one.person_id) for one in held if one.person_id] + people
        )
    say_word = locale.words().word
    units = [(unit.id, words.text(unit.name)) for unit in authority.units.values()]
    units.append((EVERY_UNIT, say_word(N_("All offices"))))
    return page(
        "admin/people.html", around=bar(actor, "admin.show_people"), held=held, names=names, units=units,
        unit_names=dict(units), roles=[(role, say_word(ROLE_WORDS[role])) for role in ROLES],
        role_names={role: say_word(ROLE_WORDS[role]) for role in ROLES}, me=actor.person_id,
        people=sorted(((one, str(names[one])) for one in people), key=lambda pair: pair[1]),
    )  # fmt: skip


@admin.post(_PATH)
def give_role() -> Response:
    actor = signed_in("staff")
    units = frozenset(parts().site.authority().authority.units)
    person, unit, role = (request.form.get(name, "") for name in ("person", "unit", "role"))
    try:
        with parts().store.writing() as session:
            grant_role(session, PersonId(person), unit, role, actor=actor, units=units, now=clock.now())
    except Conflict:
        say(N_("This person holds that role already."), tone="info")
    except NotFound:
        say(N_("Choose a person, an office and a role."), tone="warn")
    else:
        say(N_("The role was given. It counts from the person's next page."))
    return see_other(url_for("admin.show_people"))


@admin.post(f"{_PATH}/<grant>/end")
def end_role(grant: str) -> Response:
    actor = signed_in("staff")
    try:
        with parts().store.writing() as session:
            end_grant(session, grant, actor=actor, now=clock.now())
    except Conflict as conflict:
        if conflict.reason == "from the claim":
            say(N_("This role comes from the sign-in, which would give it again. End it there."), tone="warn")
        else:
            say(N_("This role had ended already."), tone="info")
    except Refused as refused:
        if refused.reason != "own administration":
            raise
        say(N_("You cannot end your own administration. Ask another administrator."), tone="warn")
    else:
        say(N_("The role has ended."))
    return see_other(url_for("admin.show_people"))
