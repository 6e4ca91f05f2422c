"""Ways in and out, as people go them."""

import re

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.demonstration import Demonstration
from tests.e2e.people import ATTENDEE, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def asks_for_a_code(visitor: Visitor, email: str) -> None:
    await visitor.page.get_by_label("E-mail").fill(email)
    await visitor.button("Send me a code").click()
    await expect(visitor.heading("Check your mail")).to_be_visible()


async def test_one_click_leads_into_the_lobby(visit: Visit) -> None:
    visitor = await visit()
    await visitor.goes("/")
    await visitor.is_at("/sign-in")
    await visitor.button("Attendee Miriam Adeyemi").click()
    await visitor.is_at("/")
    await expect(visitor.page.get_by_role("heading", name="Where people are")).to_be_visible()


async def test_a_deep_link_leads_where_one_wanted_to_go(visit: Visit) -> None:
    visitor = await visit()
    await visitor.goes("/rooms/forum?tab=people")
    await expect(visitor.heading("Sign in")).to_be_visible()
    await visitor.button("Attendee Miriam Adeyemi").click()
    await visitor.is_at("/rooms/forum?tab=people")
    await expect(visitor.page.get_by_role("tab", name="People", selected=True)).to_be_visible()


async def test_the_mailed_code(visit: Visit, demonstration: Demonstration) -> None:
    email = "adaeze.okeke@example.org"
    visitor = await visit()
    await visitor.goes("/sign-in?to=/programme")
    await asks_for_a_code(visitor, email)
    code = (await demonstration.newest_letter(email)).code
    field = visitor.page.get_by_label("Code, six digits")
    await expect(field).to_be_focused()

    wrong = "000 000" if code != "000 000" else "111 111"
    await field.press_sequentially(wrong)
    await expect(field).to_have_accessible_description(re.compile("not right"))
    await expect(field).to_have_value("")

    await field.press_sequentially(code)
    await visitor.is_at("/programme")
    visitor.forgets()  # the browser wrote of the answer to the wrong code


async def test_the_mailed_link(visit: Visit, demonstration: Demonstration) -> None:
    email = "aditya.kulkarni@example.org"
    visitor = await visit()
    await visitor.goes("/sign-in")
    await asks_for_a_code(visitor, email)
    link = (await demonstration.newest_letter(email)).link

    other = await visit()
    await other.goes(link)
    await other.is_at("/")

    late = await visit()
    await late.goes(link)
    await expect(late.heading("This link did not work")).to_be_visible()
    late.forgets()
    await late.link("Sign in with your e-mail").click()
    await expect(late.page.get_by_label("E-mail")).to_be_visible()


async def test_an_unknown_address_is_told_nothing(visit: Visit, demonstration: Demonstration) -> None:
    visitor = await visit()
    await visitor.goes("/sign-in")
    await asks_for_a_code(visitor, "nobody@example.org")
    letter = await demonstration.newest_letter("nobody@example.org")
    assert "Nobody is registered with it" in letter.text


async def test_signing_out(visit: Visit) -> None:
    visitor = await visit(ATTENDEE)
    await visitor.goes("/people")
    await visitor.button(re.compile("my page$")).click()
    await visitor.button("Sign out").click()
    await expect(visitor.heading("Sign in")).to_be_visible()
    await visitor.goes("/people")
    await expect(visitor.heading("Sign in")).to_be_visible()
