"""Simulated attendees leave no process behind."""

import os
import subprocess
import sys

from symposia.demo.bots import wander


def test_they_go_when_who_sent_them_is_gone() -> None:
    over = subprocess.Popen([sys.executable, "-c", ""])
    over.wait()
    assert over.pid != os.getppid()
    # Their server ended while they were still on their way: nobody waits for them for ever.
    wander("http://127.0.0.1:9", [("somebody", "a token")], over.pid)
