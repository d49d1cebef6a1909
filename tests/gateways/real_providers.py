"""Two providers that others wrote, started by the tests: PyPI's oidc-provider-mock and npm's oidc-provider."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

import pytest
import requests

HERE = Path(__file__).parent
SECRET = "a secret of the tests"


@contextmanager
def the_mock() -> Iterator[str]:
    """The issuer of a mock that knows anna."""
    with warnings.catch_warnings(record=True):  # importing it makes authlib warn of parts that authlib deprecates
        from oidc_provider_mock import User, run_server_in_thread

    anna = User(sub="anna", claims={"name": "Anna Kask", "email": "anna@example.org", "birthdate": "1990-05-17"})
    with run_server_in_thread(user_claims=[anna], require_nonce=True) as server:
        yield f"http://localhost:{server.server_port}"


@contextmanager
def the_node_provider(callback: str) -> Iterator[str]:
    """The issuer of npm's oidc-provider, which sends people back to `callback`."""
    if not shutil.which("node") or not (HERE.parent / "node_modules" / "oidc-provider").is_dir():
        pytest.skip("needs Node and: npm ci --prefix tests")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        issuer = f"http://127.0.0.1:{probe.getsockname()[1]}"
    command = ["node", str(HERE / "node_provider.mjs"), issuer, callback]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == "ready\n"
        yield issuer
        server.terminate()


def walk(start: str, login: str, callback: str) -> str:
    """Follows the provider's own pages as a browser would, until it sends the person back; gives that address."""
    browser = requests.Session()
    page = browser.get(start, timeout=10, allow_redirects=False)
    for _ in range(12):
        if page.is_redirect:
            where = urljoin(page.url, page.headers["Location"])
            if where.startswith(callback):
                return where
            page = browser.get(where, timeout=10, allow_redirects=False)
        else:
            action = re.search(r'action="([^"]+)"', page.text)
            prompt = re.search(r'name="prompt" value="([^"]+)"', page.text)
            assert action, page.text
            assert prompt, page.text
            data = {"prompt": prompt[1], "login": login, "password": "any"}
            page = browser.post(urljoin(page.url, action[1]), data=data, timeout=10, allow_redirects=False)
    raise AssertionError(f"did not come back, last at {page.url}")
