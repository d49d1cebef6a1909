"""The servers that tests need, started by the tests: PostgreSQL, and whatever process answers on a port.

One PostgreSQL serves a whole run. The first process of the run that asks starts it, under a lock in the run's folder
(`PORTAL_TEST_RUN`, made by the process that began the run and inherited by pytest-xdist's workers); the one that made
the folder ends it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from secrets import token_hex

RUN = "PORTAL_TEST_RUN"
SERVER_DATABASE = "postgres"


def begin_run() -> None:
    """Makes the run's folder; the process that called it ends the run."""
    os.environ[RUN] = tempfile.mkdtemp(prefix="portal-test-")


def run_folder() -> Path:
    return Path(os.environ[RUN])


def end_run() -> None:
    """Stops what the run started and removes its folder."""
    folder = run_folder()
    if (folder / "postgres" / "port").is_file():
        _as_postgres(str(_binaries() / "pg_ctl"), "-D", str(folder / "postgres" / "data"), "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Held by one process of the run at a time."""
    with (run_folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def wait_for(holds: Callable[[], bool], what: str, seconds: float = 30) -> None:
    """Returns once `holds()`; else `TimeoutError` names what did not happen."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            raise TimeoutError(f"{what} did not happen within {seconds:.0f} s")
        time.sleep(0.05)


@cache
def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4].split(".")[0]))
    if not found:
        raise LookupError("PostgreSQL is not installed: apt-get install postgresql")
    return found[-1].parent


def has_postgres() -> bool:
    try:
        return bool(_binaries())
    except LookupError:
        return False


def _as_postgres(*command: str) -> str:
    """Runs a command of PostgreSQL's, which refuses to be root."""
    prefix = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    done = subprocess.run(
        [*prefix, *command], capture_output=True, text=True, cwd=tempfile.gettempdir(), check=False, timeout=60
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def postgres() -> str:
    """The address of the run's PostgreSQL, without a database: `postgresql+psycopg://…:port/`."""
    folder = run_folder() / "postgres"
    with alone("postgres"):
        known = folder / "port"
        if not known.is_file():
            _start_postgres(folder, port := free_port())
            known.write_text(str(port))
        return f"postgresql+psycopg://portal@127.0.0.1:{known.read_text()}/"


def _start_postgres(folder: Path, port: int) -> None:
    folder.mkdir(exist_ok=True)
    if os.getuid() == 0:
        run_folder().chmod(0o755)
        shutil.chown(folder, "postgres")
    data = str(folder / "data")
    initdb = ["-U", "portal", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    _as_postgres(str(_binaries() / "initdb"), "-D", data, *initdb)
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200"
    _as_postgres(str(_binaries() / "pg_ctl"), "-D", data, "-w", "-s", "-l", str(folder / "log"), "-o", options, "start")


def sql(statement: str) -> None:
    """Runs one statement on the server itself."""
    import psycopg  # Only where PostgreSQL is asked for.

    address = postgres().replace("+psycopg", "") + SERVER_DATABASE
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement.encode())


@contextmanager
def postgres_database(make_template: Callable[[str], None]) -> Iterator[str]:
    """The address of a new database, copied from a template that `make_template(address)` fills once a run."""
    server = postgres()
    made = run_folder() / "postgres" / "template"
    with alone("template"):
        if not made.is_file():
            sql("CREATE DATABASE portal_template")
            make_template(f"{server}portal_template")
            made.touch()
    name = f"test_{token_hex(6)}"
    sql(f"CREATE DATABASE {name} TEMPLATE portal_template")
    try:
        yield server + name
    finally:
        sql(f"DROP DATABASE {name} WITH (FORCE)")


def sqlite_database(folder: Path, make_template: Callable[[str], None]) -> str:
    """The address of a new SQLite database in `folder`, copied from a template made once a run."""
    template = run_folder() / "template.db"
    with alone("sqlite"):
        if not template.is_file():
            fresh = run_folder() / "fresh.db"
            make_template(f"sqlite:///{fresh}")
            fresh.rename(template)
    path = folder / "portal.db"
    shutil.copyfile(template, path)
    return f"sqlite:///{path}"
