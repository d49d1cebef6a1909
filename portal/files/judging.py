"""Floor 5. The child process that opens an upload: standard input in, a verdict and the cleaned content out.

Run as `python -m portal.files.judging 2500 pdf png…`. It limits itself before it reads a byte.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from collections.abc import Collection

MEMORY_BYTES = 750_000_000
CPU_SECONDS = 20
MOST_PIXELS = 36_000_000  # a page of A4 at 600 dpi has 35 million
MOST_PIXELS_OF_FOUR = 25_000_000  # with transparency, or for print: more is held while they are drawn
SIGNATURES = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpeg", b"\x89PNG\r\n\x1a\n": "png"}


def judge(content: bytes, accept: Collection[str], max_pixels: int) -> tuple[str, bytes]:
    """(media type, clean content) or (code of the refusal, nothing). A picture is `max_pixels` at most on its long side."""
    kind = next((kind for start, kind in SIGNATURES.items() if content.startswith(start)), "")
    if kind not in accept:
        return "wrong_type", b""
    return judge_pdf(content) if kind == "pdf" else judge_picture(content, kind.upper(), max_pixels)


def judge_pdf(content: bytes) -> tuple[str, bytes]:
    """A PDF that opens without a password, does nothing of its own and is followed by nothing else.

    It stays as it was sent, save for data that it carries besides its pages: that is taken out.
    """
    import pikepdf  # A slow import, needed by PDFs only.

    from portal.files.pdf import is_active, is_archive, without_data

    if is_archive(content) or not content.rstrip(b"\0 \t\r\n").endswith(b"%%EOF"):
        return "broken", b""
    try:
        with pikepdf.open(io.BytesIO(content), attempt_recovery=False, suppress_warnings=True) as pdf:
            if not len(pdf.pages):
                return "broken", b""
            if not is_active(pdf):
                return "application/pdf", b""
            clean = without_data(pdf)
            return ("active", b"") if clean is None else ("application/pdf", clean)
    except pikepdf.PasswordError:
        return "password", b""
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RecursionError, MemoryError):
        return "broken", b""


def judge_picture(content: bytes, form: str, max_pixels: int) -> tuple[str, bytes]:
    """The picture drawn anew, upright, without its metadata and whatever else the file carried."""
    from PIL import Image, ImageOps  # A slow import, needed by pictures only.

    try:
        with Image.open(io.BytesIO(content), formats=[form]) as probe:
            most = MOST_PIXELS_OF_FOUR if probe.mode in ("RGBA", "CMYK", "LA", "PA") else MOST_PIXELS
            if probe.width * probe.height > most:
                return "broken", b""
            probe.verify()
        with Image.open(io.BytesIO(content), formats=[form]) as picture:
            upright = ImageOps.exif_transpose(picture)
            if max(upright.size) > max_pixels:
                transparency = upright.info.pop("transparency", None)
                if upright.mode == "P":
                    upright = upright.convert("RGBA" if transparency is not None else "RGB")
                upright.thumbnail((max_pixels, max_pixels))
            drawn = Image.new(upright.mode, upright.size)
            drawn.paste(upright)
            if upright.mode == "P" and (palette := upright.getpalette()):
                drawn.putpalette(palette)
            out = io.BytesIO()
            _save(drawn, form, out, upright.info.get("transparency"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, MemoryError, ArithmeticError):
        return "broken", b""
    return f"image/{form.lower()}", out.getvalue()


def _save(drawn: object, form: str, out: io.BytesIO, transparency: object) -> None:
    from PIL import Image  # A slow import, needed by pictures only.

    assert isinstance(drawn, Image.Image)
    if form == "JPEG":
        (drawn if drawn.mode in ("L", "RGB") else drawn.convert("RGB")).save(out, "JPEG", quality=90)
    elif transparency is not None:
        drawn.save(out, "PNG", transparency=transparency)
    else:
        drawn.save(out, "PNG")


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    verdict, clean = judge(sys.stdin.buffer.read(), sys.argv[2:], int(sys.argv[1]))
    sys.stdout.buffer.write(json.dumps({"verdict": verdict}).encode() + b"\n" + clean)


if __name__ == "__main__":
    main()
