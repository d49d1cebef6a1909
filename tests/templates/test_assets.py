"""Built files: their addresses name their content, and what is committed is what the sources make."""

from __future__ import annotations

import filecmp
import gzip
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from portal.web.kit.assets import Assets
from tests.templates.drawing import HOME

BUILT, SOURCE = HOME / "static" / "built", HOME / "static" / "source"


def test_an_address_changes_with_any_file_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "portal.css").write_text("a{}")
    (tmp_path / "font.woff2").write_bytes(b"font")
    before = Assets(tmp_path).url("portal.css")

    (tmp_path / "font.woff2").write_bytes(b"another font")

    assert Assets(tmp_path).url("portal.css") != before
    assert re.fullmatch(r"/static/[0-9a-f]{12}/portal\.css", before)


def test_a_compressed_copy_changes_no_address(tmp_path: Path) -> None:
    (tmp_path / "portal.css").write_text("a{}")
    before = Assets(tmp_path).prefix

    (tmp_path / "portal.css.gz").write_bytes(b"packed")

    assert Assets(tmp_path).prefix == before


def test_a_wrong_name_fails_where_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "portal.css").write_text("a{}")

    with pytest.raises(LookupError, match=r"portal\.cs\b"):
        Assets(tmp_path).url("portal.cs")


def test_only_what_stands_under_the_digest_is_kept_for_ever(tmp_path: Path) -> None:
    (tmp_path / "portal.css").write_text("a{}")
    assets = Assets(tmp_path)

    assert assets.is_immutable("", assets.url("portal.css"))
    assert not assets.is_immutable("", "/static/000000000000/portal.css")


def test_the_style_sheets_say_nothing_of_left_and_right() -> None:
    """One file serves both directions; code and line numbers, which never mirror, say so by `direction`."""
    physical = re.compile(r"(?<![\w-])(margin|padding|border)-(left|right)\s*:|(?<![\w-])(left|right)\s*:|float\s*:")
    for name in ("portal", "tokens"):
        css = (SOURCE / "css" / f"{name}.css").read_text("utf-8")
        assert not physical.findall(css), name
    office = (SOURCE / "css" / "office.css").read_text("utf-8")
    assert all(".sm-edit__lines" in line for line in office.splitlines() if physical.search(line))


def test_no_rule_shouts_over_another() -> None:
    assert [path.name for path in (SOURCE / "css").glob("*.css") if "!important" in path.read_text("utf-8")] == []


def test_nothing_is_fetched_from_elsewhere() -> None:
    for path in BUILT.iterdir():
        if path.suffix in (".css", ".js"):
            assert not re.findall(r"url\(\s*['\"]?(?:https?:)?//|import\s*\(?['\"]https?:", path.read_text("utf-8"))


def test_what_is_committed_is_what_the_sources_make(tmp_path: Path) -> None:
    if shutil.which("node") is None or not (SOURCE / "node_modules" / "sass").is_dir():
        pytest.skip("Node or static/source/node_modules is not here: run npm ci in static/source to compare")

    subprocess.run([str(HOME / "static" / "build.sh"), str(tmp_path / "built")], check=True, capture_output=True)

    # What is packed differs from one zlib to the next; what it holds is compared below.
    names, made = (
        sorted(path.name for path in folder.iterdir() if path.suffix not in (".gz", ".br"))
        for folder in (BUILT, tmp_path / "built")
    )
    assert names == made
    same, different, broken = filecmp.cmpfiles(BUILT, tmp_path / "built", names, shallow=False)
    assert (different, broken) == ([], []), "run make static"
    assert same


def test_what_is_packed_is_what_stands_beside_it() -> None:
    packed = list(BUILT.glob("*.gz"))

    assert {path.name.removesuffix(".gz") for path in packed} >= {"govuk.css", "portal.css", "portal.js"}
    for path in packed:
        assert gzip.decompress(path.read_bytes()) == path.with_suffix("").read_bytes(), "run make static"


def test_a_first_visit_is_small() -> None:
    """The design's measure: 46 KB with the font and the page itself."""
    names = ("govuk.css", "tokens.css", "portal.css", "portal.js")
    sent = sum((BUILT / f"{name}.br").stat().st_size for name in names) + (BUILT / "solmere-sans.woff2").stat().st_size

    assert sent < 46_000
