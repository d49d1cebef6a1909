"""Floor 6. Where specifications lie: `forms/<service>/`, `forms/authority.yaml`, and a bundle of each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from portal.errors import N_, Fault, SpecFault
from portal.spec.authority import FILE as AUTHORITY_FILE
from portal.spec.bundle import SHARED, Bundle, bundle_from_folder, bundle_of_authority
from portal.spec.reader import SPECIFICATION


def catalogues_near(path: Path, otherwise: Path) -> Path:
    """Where the catalogues of what lies at `path` are: in it or beside it, else `otherwise`."""
    path = path.resolve()
    return next((near for one in (path, path.parent) if (near := one / "translations").is_dir()), otherwise)


def written_back(bundle: Bundle, name: str, forms: Path, catalogues: Path) -> dict[Path, bytes]:
    """Path → content of a bundle as a folder of `forms`, from which reading makes the same bundle again."""
    home = forms if AUTHORITY_FILE in bundle.files else forms / name
    files = {home / path: content for path, content in bundle.files.items() if not path.startswith("translations/")}
    files |= {catalogues / at / "LC_MESSAGES" / f"{name}.po": po for at, po in bundle.translations.items()}
    return files


def found_bundles(path: Path, translations: Path) -> Iterator[tuple[str, Path, Bundle]]:
    """(name, path, bundle) of all that lies at `path`: a service's folder, an authority's file, or a folder of both.

    The authority comes first; the sets that services share are read with whoever includes them, so `forms/*` may name
    their folder too. Refused: `SpecFault` where nothing is there.
    """
    if path.name == AUTHORITY_FILE and path.is_file():
        yield "authority", path, bundle_of_authority(path, translations)
    elif (path / SPECIFICATION).is_file():
        yield path.name, path, bundle_from_folder(path, translations)
    elif path.name == SHARED.rstrip("/") and (path.parent / AUTHORITY_FILE).is_file():
        return
    else:
        inside = [one for one in (path / AUTHORITY_FILE,) if one.is_file()]
        inside += sorted(one.parent for one in path.glob(f"*/{SPECIFICATION}"))
        if not inside:
            raise SpecFault(
                [
                    Fault(
                        str(path),
                        0,
                        0,
                        N_("There is no specification here."),
                        N_("Name a folder with a file “service.yaml”."),
                    )
                ]
            )
        for one in inside:
            yield from found_bundles(one, translations)
