"""The journal's and the tasks' codes in words. A test compares them with what the use cases write."""

from __future__ import annotations

from portal.errors import N_

EVENTS = {
    "begun": N_("began an application"),
    "received": N_("sent an application"),
    "discarded": N_("deleted it"),
    "expired": N_("deleted a draft whose time was over"),
    "withdrawn": N_("withdrew an application"),
    "taken": N_("took a case"),
    "given_back": N_("gave a case back"),
    "paid": N_("marked a fee as paid"),
    "approved": N_("approved an application"),
    "refused": N_("refused an application"),
    "issued": N_("issued a document"),
    "failed": N_("could not make a document"),
    "retried": N_("had a document made again"),
    "voided": N_("voided a document that could not be made"),
    "revoked": N_("revoked a document"),
    "register_agreed": N_("found that the register agrees"),
    "register_no_days": N_("found that the register agrees, and no days for the document"),
    "register_disagreed": N_("found that the register disagrees"),
    "register_unknown": N_("found that the register does not know the person"),
    "register_slow": N_("had no answer from the register in time"),
    "register_down": N_("could not reach the register"),
    "erased": N_("erased everything personal"),
    "arrived_first": N_("came for the first time"),
    "signed_in": N_("signed in"),
    "signed_out": N_("signed out"),
    "signed_out_everywhere": N_("signed out everywhere"),
    "granted": N_("gave a role"),
    "ended": N_("ended a role"),
    "released": N_("published a release"),
    "closed": N_("closed a service"),
    "reopened": N_("opened a service again"),
    "opened": N_("opened a workspace"),
    "saved": N_("saved a file"),
    "file_added": N_("added a file"),
    "task_retried": N_("tried a failed task again"),
    "file_removed": N_("deleted a file"),
}
SUBJECTS = {
    "case": N_("Case"),
    "draft": N_("Draft"),
    "document": N_("Document"),
    "person": N_("Person"),
    "grant": N_("Role"),
    "service": N_("Service"),
    "workspace": N_("Workspace"),
    "task": N_("Task"),
}
TASKS = {
    "render_document": N_("Make a document"),
    "make_copy": N_("Make the copy of what was sent"),
    "send_mail": N_("Send a mail"),
    "ask_register": N_("Ask the register"),
    "forget_in_time": N_("Erase what was kept long enough"),
    "tidy_up": N_("Tidy up"),
    "rescue_tasks": N_("Pick up what a stopped worker left"),
}


def event_words(event: str) -> str:
    return EVENTS.get(event, event)


def subject_words(kind: str) -> str:
    return SUBJECTS.get(kind, kind)


def task_words(task: str) -> str:
    return TASKS.get(task, task)
