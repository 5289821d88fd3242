"""The whole of it, as a person starts and stops it: a process, an address, a Ctrl-C."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

import trato

SOURCES = Path(trato.__file__).parent

pytestmark = pytest.mark.sqlite

TRATO = [sys.executable, "-c", "import sys; from trato.config.cli import main; sys.exit(main())"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(folder: Path) -> dict[str, str]:
    env = {**os.environ, "TRATO_DATA": str(folder), "TRATO_STATIC_AHEAD": "yes", "TRATO_WORKERS": "1"}
    env.pop("TRATO_SECRET_KEY", None)
    return {**env, "PYTHONPATH": os.pathsep.join([str(SOURCES.parent), os.environ.get("PYTHONPATH", "")])}


SIGN_IN = """
import django
django.setup()
from django.conf import settings
from trato.accounts.actor import owner_actor
from trato.testing.cast import sign_in
name = settings.SESSION_COOKIE_NAME
print(name + "=" + sign_in(owner_actor("screen")).cookies[name].value)
"""


def session(folder: Path) -> str:
    """A cookie of the owner's browser."""
    env = {**environment(folder), "DJANGO_SETTINGS_MODULE": "trato.config.settings"}
    command = [sys.executable, "-c", SIGN_IN]
    done = subprocess.run(command, env=env, capture_output=True, text=True, cwd=folder, check=True)
    return done.stdout.strip().splitlines()[-1]


def bring(folder: Path, *names: str) -> None:
    """Import companies by the command line."""
    (folder / "companies.csv").write_text("\n".join(["name", *names]) + "\n")
    command = [*TRATO, "import", "companies.csv", "--as", "companies"]
    subprocess.run(command, env=environment(folder), capture_output=True, cwd=folder, check=True)


class Server:
    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.log = folder / "log"
        command = [*TRATO, "serve", "--port", str(self.port)]
        with self.log.open("w") as out:
            self.process = subprocess.Popen(
                command, env=environment(folder), stdout=out, stderr=out, cwd=folder
            )

    def get(self, path: str) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=2) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    def open(self, path: str, data: bytes | None = None, **headers: str) -> http.client.HTTPResponse:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, headers)
        answer: http.client.HTTPResponse = urllib.request.urlopen(request, timeout=10)
        return answer

    def wait(self, text: str, seconds: float = 40) -> str:
        deadline = time.monotonic() + seconds
        while text not in (told := self.log.read_text()):
            assert self.process.poll() is None, told
            assert time.monotonic() < deadline, told
            time.sleep(0.1)
        return told

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def background(self) -> psutil.Process | None:
        return next((one for one in self.family() if "trato.ops.background" in one.cmdline()), None)


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    made = Server(folder)
    yield made
    made.process.kill()
    made.process.wait()


@pytest.fixture
def new_server(tmp_path: Path) -> Iterator[Server]:
    """In a folder where nothing is yet."""
    with serving(tmp_path) as made:
        yield made


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a server was up, once for the run: its tables and its static files are made."""
    folder = tmp_path_factory.mktemp("served")
    with serving(folder) as made:
        made.wait("/first-run?token=")
        made.process.send_signal(signal.SIGINT)
        assert made.process.wait(timeout=40) == 0
    return folder


@pytest.fixture
def used(served: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(served, tmp_path, dirs_exist_ok=True))


@pytest.fixture
def server(used: Path) -> Iterator[Server]:
    with serving(used) as made:
        yield made


def gone(processes: list[psutil.Process], seconds: float = 8) -> bool:
    return psutil.wait_procs(processes, timeout=seconds)[1] == []


def test_up_and_down_together(new_server: Server) -> None:
    server = new_server
    told = server.wait("/first-run?token=")
    assert f"http://127.0.0.1:{server.port}/first-run?token=" in told
    assert server.get("/healthz") == 200
    family = server.family()
    assert server.background() is not None
    server.process.send_signal(signal.SIGINT)
    assert server.process.wait(timeout=10) == 0
    assert gone(family)


def test_the_background_process_comes_back(server: Server) -> None:
    server.wait("/first-run?token=")
    first = server.background()
    assert first is not None
    first.kill()
    server.wait("it starts again")
    deadline = time.monotonic() + 15
    while (second := server.background()) is None or second.pid == first.pid:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert server.get("/healthz") == 200


def test_a_stream_tells_what_another_process_writes(server: Server, used: Path) -> None:
    server.wait("/first-run?token=")
    cookie = session(used)
    with server.open("/events?after=0", Cookie=cookie) as stream:
        assert stream.headers["Content-Type"] == "text/event-stream"
        assert stream.headers["Content-Length"] is None
        bring(used, "Orbital Forge")
        written = time.monotonic()
        line = b""
        while b"companies" not in line:
            line = stream.readline()
            assert line, "the stream ended"
        assert line == b'data: {"companies":[1]}\n'
        assert time.monotonic() - written < 2
        # An open stream keeps nobody from ending the server.
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(timeout=5) == 0


def test_large_bodies_come_in_and_large_answers_go_out(server: Server, used: Path) -> None:
    server.wait("/first-run?token=")
    cookie = session(used)
    names = [f"Company {number} {'x' * 120}" for number in range(3000)]
    bring(used, *names)
    with server.open("/companies/export?format=csv", Cookie=cookie) as answer:
        told = answer.read().decode("utf-8-sig")
    assert [name for name in names if name not in told] == []
    line = server.open("/sign-in")
    jar = "; ".join(one.split(";")[0] for one in line.headers.get_all("Set-Cookie") or [])
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', line.read().decode())
    assert found is not None
    body = f"csrfmiddlewaretoken={found[1]}&email=a&password={'x' * 2_000_000}".encode()
    with pytest.raises(urllib.error.HTTPError) as refused:  # the form's own answer: its body had come whole
        server.open("/sign-in", body, Cookie=jar)
    assert refused.value.code == 422


def test_nothing_outlives_a_killed_supervisor(server: Server) -> None:
    server.wait("/first-run?token=")
    family = server.family()
    server.process.kill()
    assert gone(family)


def test_a_taken_port_is_said(used: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [*TRATO, "serve", "--port", str(port)]
        done = subprocess.run(command, env=environment(used), capture_output=True, text=True, cwd=used)
    assert done.returncode == 2
    assert f"Port {port} is taken" in done.stderr


@pytest.mark.parametrize("port", ["0", "70000", "http"])
def test_what_is_no_port(used: Path, port: str) -> None:
    command = [*TRATO, "serve", "--port", port]
    done = subprocess.run(command, env=environment(used), capture_output=True, text=True, cwd=used)
    assert done.returncode == 2
    assert "is no port" in done.stderr
