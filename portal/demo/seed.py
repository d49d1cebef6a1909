"""Floor 8. Plays the stories through the real use cases, each at its own time, so that the demo looks lived in.

What a story defers (mails, PDFs, the register) the worker does when it starts; the register's replies of earlier days are
given here, since it cannot be asked in the past.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.authoring.scenarios import Scenario, walk
from portal.demo.arriving import arrive
from portal.demo.people import BY_ID, DemoPerson
from portal.demo.register import answer_for, facts_of
from portal.demo.stories import STORIES, Step, Story
from portal.documents import RenderingFailed
from portal.files.filestore import FileStore
from portal.gateways.registers import RegisterAnswer
from portal.journey.entries import TYPED, Entries
from portal.journey.reading import put
from portal.kinds.kind import Raw
from portal.settings import Settings
from portal.store import Case, CaseId, DraftId, IssuedDocument, Store, TaskNote
from portal.usecases import automatic, caseview, drafts, issuing, people, review, sessions, submission
from portal.usecases.actor import Actor, Door
from portal.usecases.releases import live_authority, live_service
from portal.usecases.uploading import keep_upload


def seed(store: Store, settings: Settings, now: datetime) -> int:
    """Tells all stories, the earliest first; returns how many. Nothing is done where there is a case already."""
    with store.reading() as session:
        if session.scalars(select(Case.id).limit(1)).first() is not None:
            return 0
        zone = ZoneInfo(live_authority(session).authority.time_zone)
    teller = _Teller(store, settings, zone, now)
    # Everything in the order in which it happened, whosever story it is, so that the numbers follow the days.
    for _at, act in sorted((event for story in STORIES for event in teller.events(story)), key=lambda event: event[0]):
        act()
    return len(STORIES)


@dataclass
class _Told:
    """What became of a story's application."""

    reference: str = ""
    applicant: Actor | None = None


@dataclass(frozen=True)
class _Teller:
    store: Store
    settings: Settings
    zone: ZoneInfo
    now: datetime

    def events(self, story: Story) -> list[tuple[datetime, Callable[[], None]]]:
        """What happens in a story, each with its moment: the application, then the steps of its case."""
        began_at, told = self._moment(story.days, story.at), _Told()
        found: list[tuple[datetime, Callable[[], None]]] = [(began_at, partial(self._apply, story, began_at, told))]
        for number, step in enumerate(story.steps if story.sent else ()):
            at = max(self._step_at(story, step, number), began_at + timedelta(minutes=7 + number))
            found.append((at, partial(self._go_on, story, step, told, at)))
        return found

    def _step_at(self, story: Story, step: Step, number: int) -> datetime:
        """When a step is done; the office does nothing at a week's end, so it does it on Monday, or did on Friday."""
        days, act, _by = step
        ago, clock = story.days - days, f"{10 + number}:{20 + 7 * number}"
        at = self._moment(ago, clock)
        over = at.astimezone(self.zone).weekday() - 4  # 1 on Saturday, 2 on Sunday
        if act == "withdraw" or over <= 0:
            return at
        ahead = 3 - over
        return self._moment(ago - ahead, clock) if ago > ahead else self._moment(ago + over, clock)

    def _go_on(self, story: Story, step: Step, told: _Told, at: datetime) -> None:
        assert told.applicant is not None
        with self.store.writing() as session:
            self._step(session, story, told.reference, step, told.applicant, at)

    def _apply(self, story: Story, began_at: datetime, told: _Told) -> None:
        person = BY_ID[story.person]
        with self.store.writing() as session:
            actor = self._arrive(session, person, "citizen", began_at)
            draft_id = self._begin(session, story, actor, began_at)
        uploads = self._upload(story, draft_id, began_at)
        with self.store.writing() as session:
            self._answer(session, story, draft_id, actor, uploads, began_at + timedelta(minutes=4))
            if not story.sent:
                return
            case = self._send(session, draft_id, actor, person, began_at + timedelta(minutes=6))
            if case.automatic:
                self._ask_register(session, case.id, person, began_at + timedelta(minutes=6, seconds=9))
            told.reference, told.applicant = case.reference, actor

    def _moment(self, days_ago: int, at: str) -> datetime:
        """That time of the town's day; never later than now."""
        hour, minute = map(int, at.split(":"))
        day = self.now.astimezone(self.zone) - timedelta(days=days_ago)
        return min(day.replace(hour=hour, minute=minute, second=21).astimezone(self.now.tzinfo), self.now)

    def _today(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def _arrive(self, session: Session, person: DemoPerson, door: Door, at: datetime) -> Actor:
        arrived = arrive(session, self.settings, person, door, now=at)
        sessions.sign_out(session, arrived.token, door=door, now=at)
        return arrived.actor

    def _begin(self, session: Session, story: Story, actor: Actor, at: datetime) -> DraftId:
        live, today = live_service(session, story.service), self._today(at)
        identity = people.identity_of(session, actor.person_id)
        language = actor.language
        return drafts.begin(session, live, actor=actor, identity=identity, language=language, now=at, today=today)

    def _upload(self, story: Story, draft_id: DraftId, at: datetime) -> Mapping[str, Raw]:
        if not story.file:
            return {}
        with self.store.reading() as session:
            field = live_service(session, story.service).service.fields["contract"]
        files = FileStore(self.settings.files_dir)
        return {"contract": keep_upload(self.store, files, draft_id, field, _photo(story), story.file, now=at)}

    def _answer(
        self, session: Session, story: Story, draft_id: DraftId, actor: Actor, uploads: Mapping[str, Raw], at: datetime
    ) -> None:
        today = self._today(at)

        def change(opened: drafts.OpenDraft) -> Entries:
            given = {
                "person": people.identity_of(session, actor.person_id),
                "today": today.isoformat(),
                # Any word makes the walk pass the question for a file; the real one is put in its place.
                "answers": {**_answers(story), **dict.fromkeys(uploads, "there")},
            }
            walked = walk(opened.service, Scenario(story.person, 0, given, {})).plan.entries
            answers = dict(walked.answers)
            for name, raw in uploads.items():
                put(opened.service.fields[name], raw, answers, {}, today=today, now=at, source=TYPED)
            stamped = {name: replace(answer, at=at.isoformat(timespec="seconds")) for name, answer in answers.items()}
            return replace(walked, answers=stamped)

        drafts.save(session, draft_id, change, actor=actor, now=at, today=today, language=actor.language)

    def _send(self, session: Session, draft_id: DraftId, actor: Actor, person: DemoPerson, at: datetime) -> Case:
        authority = live_authority(session).authority
        return submission.submit(
            session, draft_id, actor=actor, email=person.email, authority=authority, now=at, today=self._today(at)
        )

    def _ask_register(self, session: Session, case_id: CaseId, person: DemoPerson, at: datetime) -> None:
        question = automatic.question_of(session, case_id)
        assert question is not None
        status, _body = answer_for(person.national_number)
        if person.register in ("slow", "down"):
            answer = RegisterAnswer(person.register)
        elif status == 404:
            answer = RegisterAnswer("not found")
        else:
            answer = RegisterAnswer("answer", facts_of(person))
        automatic.conclude(session, case_id, question, answer, now=at, today=self._today(at))

    def _step(self, session: Session, story: Story, reference: str, step: Step, applicant: Actor, at: datetime) -> None:
        _days, act, by = step
        today = self._today(at)
        if act == "withdraw":
            submission.withdraw(session, reference, actor=applicant, now=at, today=today)
            return
        actor = self._arrive(session, BY_ID[by], "staff", at)
        if act == "take":
            review.take(session, reference, actor=actor, now=at)
        elif act == "paid":
            review.mark_paid(session, reference, actor=actor, now=at)
        elif act == "revoke":
            issuing.revoke(session, self._document(session, reference).id, reason="wished", actor=actor, now=at)
        else:
            move, _, reason = act.partition(":")
            version = caseview.open_case(session, reference, actor=actor, now=at, today=today, zone="UTC").version
            decision = review.Decision(move, version, reason, story.explains)
            review.decide(session, reference, decision, actor=actor, now=at, today=today)
            if story.spoilt:
                self._spoil(session, self._document(session, reference), at)

    def _spoil(self, session: Session, document: IssuedDocument, at: datetime) -> None:
        """Its printing failed on that day, and is not tried again by itself."""
        issuing.not_printed(session, document.id, RenderingFailed("letters"), now=at)
        tried = session.scalars(select(TaskNote).where(TaskNote.key == f"{issuing.RENDER}:{document.id}")).one()
        tried.finished_at = at

    def _document(self, session: Session, reference: str) -> IssuedDocument:
        found = select(IssuedDocument).join(Case, Case.id == IssuedDocument.case_id).where(Case.reference == reference)
        return session.scalars(found).one()


def _answers(story: Story) -> dict[str, Any]:
    person = BY_ID[story.person]
    home = {"street": person.street, "postal_code": person.postal_code, "city": person.city}
    about = {"home": home, "zone": person.zone} if story.service == "parking-permit" else {}
    return {**about, **story.answers}


def _photo(story: Story) -> io.BytesIO:
    """A picture as a telephone takes one of a letter."""
    from PIL import Image, ImageDraw  # A slow import, needed once, when the demo is filled.

    image = Image.new("RGB", (1240, 1754), "#fbfaf5")
    draw = ImageDraw.Draw(image)
    person = BY_ID[story.person]
    lines = ("AGREEMENT ON THE USE OF A VEHICLE", "", f"Registration number: {story.answers.get('plate', '')}")
    for number, line in enumerate((*lines, f"User: {person.name}", "", "Signed in Solmere")):
        draw.text(
            (120, 160 + 70 * number), line.encode("latin-1", "replace").decode("latin-1"), "#22303a", font_size=36
        )
    content = io.BytesIO()
    image.save(content, "JPEG", quality=80)
    content.seek(0)
    return content
