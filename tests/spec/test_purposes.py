"""What personal data is asked for: said once, and named at a page, a group or a field."""

from __future__ import annotations

from portal.spec.reader import read_service
from tests.spec.services import SMALL, bundle, told

PURPOSES = """\
purposes:
  walking: To see that it is walked
  register: "To keep the register of dogs"
pages:
- page: dog
  title: Your dog
  purpose: register
"""
TEXT = SMALL.replace("pages:\n- page: dog\n  title: Your dog\n", PURPOSES).replace(
    "    kind: choice\n    label: Which breed?", "    kind: choice\n    purpose: walking\n    label: Which breed?"
)
WITH_GROUP = TEXT.replace("    label: Walk\n", "    label: Walk\n    purpose: walking\n")


def test_a_field_has_the_purpose_of_what_it_stands_in_unless_it_has_its_own() -> None:
    service = read_service(bundle(WITH_GROUP))

    assert {path: one.purpose for path, one in service.fields.items()} == {
        "size_of": "register", "breed": "walking", "has_muzzle": "", "walk.minutes": "walking",
    }  # fmt: skip
    assert service.purposes["register"].source == "To keep the register of dogs"
    assert service.purposes["register"].key == "dog-licence/register/purpose"
    assert service.purposes["register"] in service.phrases


def test_a_purpose_that_is_not_there_is_told_with_what_was_meant() -> None:
    (fault,) = told("    label: Walk\n", "    label: Walk\n    purpose: walk\n")
    assert "No purpose is called “walk”." in fault

    changed = told(
        "pages:\n- page: dog\n  title: Your dog\n", PURPOSES.replace("purpose: register", "purpose: registr")
    )
    assert "No purpose is called “registr”. Did you mean “register”?" in changed[0]


def test_a_purpose_shares_the_name_space_of_all_things() -> None:
    (fault,) = told("pages:\n", 'purposes: {dog: "To know it"}\npages:\n')

    assert "“dog” is used twice" in fault
