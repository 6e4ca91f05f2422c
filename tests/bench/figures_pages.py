"""What a newcomer's browser has to load before the lobby and a room stand there, and what Lighthouse says of them.

Scripts are counted as they travel (gzip), of a first visit with an empty cache, signed in. Lighthouse is an npm
package of its own in `lighthouse/`, installed when it is first needed.
"""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, Response, sync_playwright

from server.hatch_build import find_npm
from tests.bench.figures import Bench, Figure
from tests.support import programs

Run = dict[str, Any]
"""What Lighthouse reports."""
MOST_KB = 110
CHROME = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking")
WHO = "miriam.adeyemi@example.org"
LIGHTHOUSE = Path(__file__).parent / "lighthouse"
REACH = {"performance": 95, "accessibility": 100, "best-practices": 100}
RUNS = 3
"""Of its runs, the best one counts: what else the machine does only makes pages slower."""
TRIES = 3
"""At times its browser begins without it (NO_NAVSTART)."""
DESKTOP, PHONE = ("--preset=desktop",), ()


@dataclass
class Scripts:
    """The scripts that a page has loaded, and their sizes as they travelled."""

    loaded: list[Response] = field(default_factory=list)

    def __call__(self, response: Response) -> None:
        if response.request.resource_type == "script":
            self.loaded.append(response)

    def kb(self) -> float:
        return sum(response.request.sizes()["responseBodySize"] for response in self.loaded) / 1000


def measure(bench: Bench) -> Iterator[Figure]:
    url = f"http://127.0.0.1:{bench.symposia.port}"
    pages = {"lobby": f"{url}/", "room": f"{url}/rooms/{bench.symposia.room}"}
    cookie = sign_in(bench.symposia.port)
    for name, address in pages.items():
        yield first_load(name, address, cookie)
    install()
    for name, address in pages.items():
        yield from lighthouse(name, address, cookie)


def sign_in(port: int) -> str:
    """The cookie of a sign-in, as `name=value`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {"origin": f"http://127.0.0.1:{port}", "content-type": "application/json"}
    connection.request("POST", "/api/sign-in/demo", json.dumps({"email": WHO}), headers)
    answer = connection.getresponse()
    if answer.status != 200:
        raise RuntimeError(f"nobody is let in: {answer.read().decode()}")
    cookie = answer.headers["set-cookie"].partition(";")[0]
    connection.close()
    return cookie


def first_load(name: str, address: str, cookie: str) -> Figure:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=programs.chromium(), args=CHROME)
        context = browser.new_context()
        key, _, value = cookie.partition("=")
        context.add_cookies([{"name": key, "value": value, "url": address}])
        page = context.new_page()
        scripts = Scripts()
        page.on("response", scripts)
        stands(page, address)
        figure = Figure(
            f"first load of the {name}, JavaScript, gzip",
            scripts.kb(),
            "kB",
            MOST_KB,
            detail={"scripts": len(scripts.loaded), "first_paint_ms": first_paint(page)},
        )
        browser.close()
    return figure


def stands(page: Page, address: str) -> None:
    """Open the page, and wait until it shows what it is for."""
    page.goto(address, wait_until="networkidle")
    page.get_by_role("heading", level=1).first.wait_for()


def first_paint(page: Page) -> float:
    return float(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))


def lighthouse(name: str, address: str, cookie: str) -> Iterator[Figure]:
    """A figure for every category; the detail of performance is what it is made of."""
    best = max((audited(address, cookie, DESKTOP) for _ in range(RUNS)), key=performance)
    on_a_phone = performance(audited(address, cookie, PHONE))
    audits = best["audits"]
    for category, reach in REACH.items():
        speed = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time")
        detail = {f"{audit}_ms": float(audits[audit]["numericValue"]) for audit in speed}
        detail["on_a_slow_phone"] = on_a_phone
        yield Figure(
            f"Lighthouse of the {name}: {category}",
            float(best["categories"][category]["score"]) * 100,
            "",
            reach,
            at_least=True,
            detail=detail if category == "performance" else failed(best, category),
        )


def performance(run: Run) -> float:
    return float(run["categories"]["performance"]["score"]) * 100


def failed(run: Run, category: str) -> dict[str, float]:
    """The audits that were not passed, with their scores."""
    refs = [ref["id"] for ref in run["categories"][category]["auditRefs"] if ref["weight"]]
    scores = {ref: run["audits"][ref]["score"] for ref in refs}
    return {ref: float(score) for ref, score in scores.items() if score is not None and score < 1}


def audited(address: str, cookie: str, options: Sequence[str]) -> Run:
    """One run of Lighthouse."""
    with tempfile.TemporaryDirectory(prefix="symposia-lighthouse-") as folder:
        headers, report = Path(folder) / "headers.json", Path(folder) / "report.json"
        headers.write_text(json.dumps({"Cookie": cookie}))
        command = [
            str(LIGHTHOUSE / "node_modules" / ".bin" / "lighthouse"),
            address,
            "--quiet",
            *options,
            "--output=json",
            f"--output-path={report}",
            f"--extra-headers={headers}",
            f"--only-categories={','.join(REACH)}",
            f"--chrome-flags=--headless=new {' '.join(CHROME)} --user-data-dir={folder}/profile",
        ]
        for _ in range(TRIES):
            done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
            if done.returncode == 0:
                break
        else:
            raise RuntimeError(f"lighthouse ended with {done.returncode}:\n{done.stderr[-3000:]}")
        told: Run = json.loads(report.read_text())
    if urlsplit(told["finalDisplayedUrl"]).path != urlsplit(address).path:
        raise RuntimeError(f"lighthouse was sent away to {told['finalDisplayedUrl']}")
    return told


def install() -> None:
    """What the lock says, unless it is there."""
    if (LIGHTHOUSE / "node_modules" / ".bin" / "lighthouse").exists():
        return
    command, _ = find_npm()
    subprocess.run([*command, "ci", "--loglevel=error"], cwd=LIGHTHOUSE, env=environment(), check=True)


def environment() -> dict[str, str]:
    _, node = find_npm()
    return os.environ | {
        "CHROME_PATH": programs.chromium(),
        "PATH": f"{node}{os.pathsep}{os.environ.get('PATH', '')}",
    }
