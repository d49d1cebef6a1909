"""Issue line 5: sets of questions and lists are shared by services, included by name with what is different here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from portal.errors import SpecFault
from portal.spec.bundle import Bundle, bundle_from_folder
from portal.spec.model import Service
from portal.spec.reader import read_service
from portal.wording.release import translations
from tests.spec.services import SMALL
from tests.spec.services import bundle as small_bundle
from tests.spec.test_schema import wrong

CONTACT = """\
set: contact
texts: en
ask:
- {field: phone, kind: phone, label: "Phone number", country: EE}
- {field: mail, kind: email, label: "E-mail address"}
- field: reach_by
  kind: choice
  label: How may we reach you?
  options: {phone: "By phone", mail: "By e-mail"}
"""
INCLUDED = "- page: walks\n"
PAGE = "- page: reach\n  title: How we reach you\n  ask:\n  - include: contact\n"
PO = """\
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgctxt "{context}"
msgid "{source}"
msgstr "{words}"
"""


def bundle(include: str = PAGE, contact: str = CONTACT, **files: str) -> Bundle:
    assert INCLUDED in SMALL
    text = SMALL.replace(INCLUDED, include + INCLUDED, 1)
    return small_bundle(text, **{"shared/contact.yaml": contact, **files})


def service(include: str = PAGE, contact: str = CONTACT) -> Service:
    return read_service(bundle(include, contact))


def faults(include: str = PAGE, contact: str = CONTACT) -> list[str]:
    with pytest.raises(SpecFault) as found:
        read_service(bundle(include, contact), "forms/dog-licence/")
    return [str(one) for one in found.value.faults]


def test_a_set_is_asked_where_it_is_included() -> None:
    page = service().pages_by_id["reach"]

    assert [one.id for one in page.fields] == ["phone", "mail", "reach_by"]
    assert service().fields["phone"].label.key == "dog-licence/phone/label"


def test_it_is_different_here_where_the_service_says_so() -> None:
    found = service(PAGE + '    with: {phone: {optional: yes, label: "Mobile number"}}\n    except: [mail]\n')

    assert [one.id for one in found.pages_by_id["reach"].fields] == ["phone", "reach_by"]
    phone = found.fields["phone"]
    assert (phone.optional, phone.label.source, phone.label.shared) == (True, "Mobile number", "")
    assert phone.settings["country"] == "EE"


def test_a_set_is_included_in_a_group_and_keeps_its_translations() -> None:
    found = service(
        "- page: reach\n  title: Whom we reach\n  ask:\n  - group: person\n    label: Person\n    items: 0 to 3\n    ask:\n"
        "    - {include: contact, except: [reach_by]}\n"
    )

    assert found.fields["person.phone"].label.key == "dog-licence/person.phone/label"
    assert found.fields["person.phone"].label.shared == "contact/phone/label"


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("kind: phone", "kind: fone", "shared/contact.yaml:4:24", "Did you mean “phone”?"),
        ("set: contact", "set: contacts", "shared/contact.yaml:1:6", "The set is called “contacts”, and its file “contact”."),
        ("texts: en", "texts: et", "shared/contact.yaml:2:8", "The set is written in “et”"),
        ("label: How may", "lable: How may", "shared/contact.yaml:8:3", "Did you mean “label”?"),
        ("kind: choice", "kind: choice\n  when: size_f == 'big'", "shared/contact.yaml:8:9", "Did you mean “size_of”?"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_set_is_told_in_its_file_with_its_line(old: str, new: str, place: str, words: str) -> None:
    assert old in CONTACT

    (found,) = faults(contact=CONTACT.replace(old, new, 1))

    assert found.startswith(f"forms/dog-licence/{place}: ") and words in found


@pytest.mark.parametrize(
    ("include", "words"),
    [
        (PAGE.replace("contact", "contacts"), "There is no set of questions called “contacts”. Write it into the file"),
        (PAGE + "    except: [fone]\n", "No question of this set is called “fone”. Did you mean “phone”?"),
        (PAGE + "    with: {fone: {optional: yes}}\n", "No question of this set is called “fone”. Did you mean “phone”?"),
        (PAGE + "    with: {phone: {optinal: yes}}\n", "Did you mean “optional”?"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_include_is_told_where_it_stands(include: str, words: str) -> None:
    (found,) = faults(include)

    assert found.startswith("forms/dog-licence/service.yaml:") and words in found


def test_a_list_is_shared_under_any_name() -> None:
    text = SMALL.replace("{file: lists/breeds.csv, code: code", "{shared: animals, code: code", 1)
    found = read_service(small_bundle(text, **{"shared/lists/animals.csv": "code,name\npug,Pug\n"}))

    (option,) = found.fields["breed"].options
    assert (option.label.key, option.label.shared) == ("dog-licence/breeds/label/pug", "animals/label/pug")
    with pytest.raises(SpecFault, match=r"There is no file “shared/lists/animals\.csv”"):
        read_service(small_bundle(text))
    with pytest.raises(SpecFault, match="The list “breeds” needs either “file” or “shared”"):
        read_service(small_bundle(SMALL.replace("{file: lists/breeds.csv, ", "{", 1)))


def test_a_set_is_translated_once_and_a_service_s_own_words_go_before() -> None:
    own = PO.format(context="dog-licence/mail/label", source="E-mail address", words="Meiliaadress siin")
    shared = PO.format(context="contact/phone/label", source="Phone number", words="Telefon")
    shared += PO.format(context="contact/mail/label", source="E-mail address", words="Meil")[PO.index("msgctxt") :]
    made = bundle(**{"translations/et.po": own, "shared/translations/contact.et.po": shared})
    found = read_service(made)

    words = translations(found, made.translations, made.shared_translations)

    assert words.catalogues["et"].find("Phone number", "dog-licence/phone/label") == "Telefon"
    assert words.catalogues["et"].find("E-mail address", "dog-licence/mail/label") == "Meiliaadress siin"
    missing = {one.key for one in words.missing("et", found.phrases)}
    assert "dog-licence/phone/label" not in missing and "dog-licence/reach_by/label" in missing


def folders(tmp_path: Path, **changes: Any) -> Path:
    forms = tmp_path / "forms"
    for path, content in bundle(**changes).files.items():
        target = forms / path if path.startswith("shared/") else forms / "dog-licence" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return forms


def test_a_bundle_holds_what_it_included_and_its_digest_covers_it(tmp_path: Path) -> None:
    forms, catalogues = folders(tmp_path), tmp_path / "translations"
    (catalogues / "et/LC_MESSAGES").mkdir(parents=True)
    (catalogues / "et/LC_MESSAGES/shared-contact.po").write_text(
        PO.format(context="contact/phone/label", source="Phone number", words="Telefon")
    )
    (forms / "shared/other.yaml").write_text("set: other\n")

    made = bundle_from_folder(forms / "dog-licence", catalogues)

    assert {path for path in made.files if path.startswith("shared/")} == {
        "shared/contact.yaml",
        "shared/translations/contact.et.po",
    }
    assert read_service(made).fields["phone"].kind.name == "phone"
    (forms / "shared/contact.yaml").write_text(CONTACT.replace("Phone number", "Telephone"))
    assert bundle_from_folder(forms / "dog-licence", catalogues).digest != made.digest


def test_the_schema_of_editors_knows_sets_and_includes() -> None:
    text = SMALL.replace(INCLUDED, PAGE + "    except: [mail]\n" + INCLUDED, 1)

    assert wrong(CONTACT) == [] and wrong(text) == []
    assert wrong(CONTACT.replace("label: How may", "lable: How may", 1))
    assert wrong(text.replace("except: [mail]", "exept: [mail]", 1))
