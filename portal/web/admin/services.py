"""The list of services, one service with its releases, opening and closing it."""

from __future__ import annotations

from flask import Response, request, url_for

from portal.errors import N_, Conflict, NotFound, SpecFault
from portal.store import ServiceId, releases_of
from portal.usecases.languages import standings
from portal.usecases.releases import AUTHORITY, live_authority, served_service
from portal.usecases.services import close, reopen, service_lines, take_back
from portal.usecases.workspaces import open_copy, open_from_release
from portal.web.admin import admin
from portal.web.admin.desk import bar, named
from portal.web.admin.languages import standing_view
from portal.web.admin.states import state_view
from portal.web.kit import clock, locale
from portal.web.kit.flashes import say
from portal.web.kit.locale import words_of
from portal.web.kit.pages import page, see_other
from portal.web.kit.parts import parts
from portal.web.kit.sessions import signed_in

_PATH = "/<language:lang>/admin/services"
TAKEN = N_("This name is taken, or cannot be one. Use small letters, digits and single -, for example dog-licence.")


@admin.get(_PATH)
def show_services() -> Response:
    actor = signed_in("staff")
    with parts().store.reading() as session:
        lines, unpublished = service_lines(session, actor=actor)
        titles, states = {}, {}
        for line in lines:
            if line.service.kind == "service":
                served = served_service(session, line.release.digest)
                titles[line.service.id] = words_of(served).text(served.service.title)
                states[line.service.id] = state_view(line.service, served.service)
            else:
                authority = live_authority(session)
                titles[line.service.id] = parts().site.words(locale.language()).text(authority.authority.name)
        spaces = [one for line in lines for one in line.workspaces] + unpublished
        names = named(session, [line.release.published_by for line in lines] + [one.opened_by for one in spaces])
    return page(
        "admin/services.html", around=bar(actor), lines=lines, unpublished=unpublished, titles=titles, names=names,
        states=states,
        may_edit=actor.has("administrator"), problem="name" in request.args, taken=locale.words().word(TAKEN),
        new=request.args.get("name", "")[:60],
    )  # fmt: skip


@admin.get(f"{_PATH}/<service>")
def show_service(service: str) -> Response:
    """One service: its releases, and what can be done with it."""
    actor = signed_in("staff")
    with parts().store.reading() as session:
        lines, _ = service_lines(session, actor=actor)
        line = next((one for one in lines if one.service.id == service), None)
        if line is None:
            raise NotFound("no such service", service=service)
        releases = session.scalars(releases_of(ServiceId(service))).all()
        names = named(session, [one.published_by for one in releases] + [one.opened_by for one in line.workspaces])
        translated, source, state, timed = [], "", None, False
        if service == AUTHORITY:
            title = parts().site.words(locale.language()).text(live_authority(session).authority.name)
        else:
            served = served_service(session, line.release.digest)
            state, timed = state_view(line.service, served.service), served.service.availability is not None
            title, source = words_of(served).text(served.service.title), served.service.language
            languages = parts().site.authority().authority.languages
            translated = [standing_view(one) for one in standings(served.bundle, served.service, languages)]
    return page(
        "admin/service.html", around=bar(actor), line=line, releases=releases,
        numbers={one.id: one.number for one in releases}, names=names, title=title, standings=translated, source=source,
        state=state, timed=timed,
        may_edit=actor.has("administrator"), folder=f"forms/{'authority.yaml' if service == AUTHORITY else service}",
    )  # fmt: skip


@admin.post(_PATH)
def copy_service() -> Response:
    """A new service, from a copy of another."""
    actor = signed_in("staff")
    name = request.form.get("name", "").strip().lower()
    try:
        with parts().store.writing() as session:
            found = open_copy(session, request.form.get("from", ""), name, actor=actor, now=clock.now())
    except (Conflict, NotFound):
        return see_other(url_for("admin.show_services", name=name[:60]))
    return see_other(url_for("admin.show_workspace", workspace=found))


@admin.post(f"{_PATH}/<service>/workspace")
def open_workspace(service: str) -> Response:
    actor = signed_in("staff")
    with parts().store.writing() as session:
        found = open_from_release(session, service, actor=actor, now=clock.now())
    return see_other(url_for("admin.show_workspace", workspace=found))


@admin.post(f"{_PATH}/<service>/close")
def close_service(service: str) -> Response:
    actor = signed_in("staff")
    with parts().store.writing() as session:
        close(
            session, service, request.form.get("message", ""), language=locale.language(), actor=actor, now=clock.now()
        )
    say(N_("The service takes no new applications. What people have begun is kept."))
    return see_other(url_for("admin.show_service", service=service))


@admin.post(f"{_PATH}/<service>/reopen")
def reopen_service(service: str) -> Response:
    actor = signed_in("staff")
    with parts().store.writing() as session:
        reopen(session, service, actor=actor, now=clock.now())
    say(N_("The service takes applications again."))
    return see_other(url_for("admin.show_service", service=service))


@admin.post(f"{_PATH}/<service>/releases/<release>/take-back")
def take_back_release(service: str, release: str) -> Response:
    """Publishes an earlier release again; what came after it stays in the list."""
    actor = signed_in("staff")
    try:
        with parts().store.writing() as session:
            made = take_back(session, service, release, actor=actor, now=clock.now())
    except Conflict:
        say(N_("This release is live already."), tone="info")
    except SpecFault:
        say(N_("This release can no longer be read by the portal, so it was not published."), tone="warn")
    else:
        say(N_("Release {number} is live."), number=made.number)
    return see_other(url_for("admin.show_service", service=service))
