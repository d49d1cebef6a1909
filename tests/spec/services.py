"""A small service to break: the beginning of many tests."""

from __future__ import annotations

import pytest

from portal.errors import Fault, SpecFault
from portal.spec.bundle import Bundle, bundle_of
from portal.spec.model import Service
from portal.spec.reader import read_service

SMALL = """\
edition: 1
service: dog-licence
texts: en
title: Dog licence
unit: parking-office
sign_in: low
guidance:
  summary: A licence for your dog
  who: Everybody with a dog
  cost: Nothing
  time: 2 minutes
  need: {chip: "The number of the chip"}
  other_ways: Come to the Town Hall
lists:
  breeds: {file: lists/breeds.csv, code: code, label: name}
conditions:
  big: {is: "size_of == 'big'", says: "The dog is big"}
values:
  walks_in_all: {kind: integer, is: "sum(walk.minutes)"}
pages:
- page: dog
  title: Your dog
  ask:
  - field: size_of
    kind: choice
    label: How big is it?
    options: {small: "Small", big: "Big"}
  - field: breed
    kind: choice
    label: Which breed?
    list: breeds
- page: muzzle
  title: Its muzzle
  when: big
  ask:
  - {field: has_muzzle, kind: yes no, label: "Does it wear a muzzle?"}
- page: walks
  title: Its walks
  ask:
  - group: walk
    label: Walk
    items: 0 to 3
    ask:
    - {field: minutes, kind: integer, label: "Minutes", min: 1}
- page: no_muzzle
  when: has_muzzle == false
  exit: A big dog needs a muzzle
  text: Buy one first.
checks:
- {check: too_long, when: "walks_in_all > 600", at: walk, says: "Walk less"}
fee:
- {row: large, when: big, amount: 30 EUR, because: "Big dogs cost more"}
- {row: usual, otherwise: 10.50 EUR, because: "The usual fee"}
declaration: It is my dog
review:
  decide_within: 10 working days
  reasons: {wild: "It is a wolf"}
  moves:
    approve: {from: received, to: approved, by: clerk, issue: licence}
    refuse: {from: received, to: refused, by: clerk, reason: required}
documents:
  licence:
    title: Dog licence
    template: documents/licence.html
    series: DL
    print: [size_of, breed]
    public: [breed]
    valid: 1 year
keep: {draft: 30 days, approved: 2 years, refused: 1 year, withdrawn: 1 year}
"""
FILES = {
    "lists/breeds.csv": "code,name\npoodle,Poodle\nlab,Labrador\n",
    "documents/licence.html": "<p>Licence</p>",
    "scenarios.yaml": "- {scenario: A dog, answers: {size_of: small}}\n",
}


def bundle(text: str = SMALL, **files: str) -> Bundle:
    return bundle_of({"service.yaml": text, **FILES, **files})


def small(old: str = "", new: str = "") -> Service:
    """The service, with one place of its text changed."""
    assert old in SMALL, f"{old!r} is not in the small service"
    return read_service(bundle(SMALL.replace(old, new, 1) if old else SMALL))


def faults(old: str, new: str) -> tuple[Fault, ...]:
    """What the reader says of the service with one place changed."""
    assert old in SMALL, f"{old!r} is not in the small service"
    with pytest.raises(SpecFault) as found:
        read_service(bundle(SMALL.replace(old, new, 1)), "forms/dog-licence/")
    return found.value.faults


def told(old: str, new: str) -> list[str]:
    return [str(fault).removeprefix("forms/dog-licence/service.yaml:") for fault in faults(old, new)]
