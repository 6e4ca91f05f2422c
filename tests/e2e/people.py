"""People at real browsers. They find things as people do: by role and name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, ConsoleMessage, Locator, Page, Request, expect

ORGANISER = "olivia.organiser@example.org"
MODERATOR = "ingrid.thalberg@example.org"
SPEAKER = "samuel.castellan@example.org"
ATTENDEE = "miriam.adeyemi@example.org"
ANOTHER = "achieng.kariuki@example.org"
THIRD = "alice.calloway@example.org"
FOURTH = "aditya.iyer@example.org"

Name = str | re.Pattern[str]


@dataclass
class Visitor:
    """Somebody with a browser of their own. `complaints` is what the browser complained about."""

    context: BrowserContext
    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"exception: {error}"))
        self.context.on("request", self._on_request)

    # ---- going

    async def signs_in(self, email: str) -> None:
        """With the demonstration's one click, without the click."""
        answer = await self.context.request.post(
            f"{self.url}/api/sign-in/demo", data={"email": email}, headers={"origin": self.url}
        )
        assert answer.ok, await answer.text()

    async def goes(self, path: str) -> None:
        await self.page.goto(self.url + path)
        await expect(self.heading()).to_be_visible()

    async def is_at(self, path: Name) -> None:
        if isinstance(path, str):
            path = re.compile(re.escape(self.url + path) + "$")
        await expect(self.page).to_have_url(path)

    async def does(self, command: str, **fields: object) -> None:
        """A command beside the pages, for what a test does not look at."""
        answer = await self.context.request.post(
            f"{self.url}/api/do/{command}", data=fields, headers={"origin": self.url}
        )
        assert answer.ok, await answer.text()

    # ---- finding

    def heading(self, name: Name | None = None) -> Locator:
        return self._named("heading", name, level=1)

    def button(self, name: Name, exact: bool = False) -> Locator:
        return self.page.get_by_role("button", name=name, exact=exact)

    def link(self, name: Name, exact: bool = False) -> Locator:
        return self.page.get_by_role("link", name=name, exact=exact)

    def text(self, text: Name, exact: bool = False) -> Locator:
        return self.page.get_by_text(text, exact=exact)

    def _named(self, role: str, name: Name | None, level: int) -> Locator:
        found = (
            self.page.get_by_role(role, name=name, level=level) if name else self.page.get_by_role(role, level=level)
        )  # type: ignore[arg-type]
        return found.first

    # ---- the browser's complaints

    def forgets(self) -> None:
        """What was complained about was to be expected, as when the server was away."""
        self.complaints.clear()

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def _on_request(self, request: Request) -> None:
        """Nothing leaves the conference's own server."""
        host = urlsplit(request.url)
        if host.scheme in ("data", "blob") or f"{host.scheme}://{host.netloc}" == self.url:
            return
        self.complaints.append(f"a request left for {request.url}")


@dataclass
class Room:
    """The page of a room as one visitor has it."""

    visitor: Visitor
    slug: str = "main-stage"

    async def enter(self) -> None:
        await self.visitor.goes(f"/rooms/{self.slug}")
        await expect(self.log).to_be_visible()

    @property
    def page(self) -> Page:
        return self.visitor.page

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log", name="Messages")

    @property
    def field(self) -> Locator:
        return self.page.get_by_role("textbox", name="Message to the room")

    def message(self, text: str) -> Locator:
        """The row of a message, pending ones too."""
        return self.log.get_by_role("listitem").filter(has=self.page.get_by_text(text, exact=True))

    async def says(self, text: str) -> None:
        await self.field.fill(text)
        await self.field.press("Enter")

    async def sees(self, text: str) -> None:
        await expect(self.message(text)).to_have_count(1)

    async def texts(self) -> list[str]:
        """What is said, from top to bottom."""
        return [text.strip() for text in await self.log.locator(".said").all_inner_texts()]

    async def chooses(self, text: str, item: str) -> None:
        """Open the menu of a message and choose."""
        row = self.message(text)
        await row.hover()
        await row.get_by_role("button", name=re.compile("What you can do")).click()
        await self.page.get_by_role("menuitem", name=item, exact=True).click()

    async def opens(self, tab: str) -> None:
        await self.page.get_by_role("tab", name=re.compile(f"^{tab}")).click()

    async def button_for(self, name: str) -> None:
        """Open the menu about somebody in the list of people."""
        await self.visitor.button(f"What you can do about {name}").click()

    async def confirms(self, name: str) -> None:
        """The button of the dialogue that asks."""
        await self.page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()
