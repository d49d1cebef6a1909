"""The QR code on a citizen's page."""

from __future__ import annotations

import re

import segno

from portal.web.kit.qr import qr


def test_the_path_fills_the_dark_modules_and_no_other() -> None:
    content = "https://solmere.example/v/7K4MXD9QTC2HVRWN"

    made = qr(content)

    filled = {
        (int(x) + step, int(y))
        for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", made.path)
        for step in range(int(length))
    }
    rows = list(segno.make(content, error="m", micro=False, boost_error=False).matrix)
    assert filled == {(x, y) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark}
    assert made.size == len(rows)
