"""Where gunicorn finds the portal: `gunicorn -c deploy/gunicorn.conf.py wsgi:app`."""

from __future__ import annotations

import os
import sys

from portal.app import create_app
from portal.settings import Settings, SettingsFault
from portal.web.kit.warming import warm

try:
    app = create_app(Settings.from_environment(os.environ))
    warm(app)
except SettingsFault as fault:
    print("The portal does not start:", *fault.faults, sep="\n  ", file=sys.stderr)
    sys.exit(3)
