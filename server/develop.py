"""`make dev`: the demo's server, started anew when its code changes, and Vite in front of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "server" / "symposia"
GRACE = 10.0


def main(arguments: list[str]) -> None:
    """Run both until Ctrl-C; `arguments` are those of `symposia demo`."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    port = arguments[arguments.index("--port") + 1] if "--port" in arguments else "8000"
    vite = subprocess.Popen(
        [sys.executable, str(ROOT / "server" / "hatch_build.py"), "npm", "run", "dev"],
        env=os.environ | {"SYMPOSIA_DEV_SERVER": f"http://127.0.0.1:{port}"},
        start_new_session=True,
    )
    server = start(arguments)
    try:
        seen = newest()
        while vite.poll() is None:
            time.sleep(0.5)
            if (now := newest()) != seen:
                seen = now
                stop(server)
                server = start(arguments)
    except KeyboardInterrupt:
        pass
    finally:
        stop(server)
        stop(vite)


def start(arguments: list[str]) -> subprocess.Popen[bytes]:
    """A server of its own process group, so that Ctrl-C reaches it once, through us."""
    command = [str(Path(sys.executable).with_name("symposia")), "demo", *arguments]
    return subprocess.Popen(command, start_new_session=True)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End the process with all that it started."""
    if process.poll() is not None:
        return
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def newest() -> float:
    """When the server's code last changed."""
    return max(file.stat().st_mtime for file in PACKAGE.rglob("*.py"))


if __name__ == "__main__":
    main(sys.argv[1:])
