"""Who one is to others: registering, the profile with its picture, and where one is signed in."""

import io
import re

import pytest
from PIL import Image
from playwright.async_api import expect

from symposia.demo.seed import person_id
from tests.e2e.conftest import Visit
from tests.e2e.demonstration import Demonstration
from tests.e2e.people import ANOTHER, ATTENDEE, THIRD

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_registering(visit: Visit, demonstration: Demonstration) -> None:
    email = "grace@example.org"
    visitor, other = await visit(), await visit(ANOTHER)
    await visitor.goes("/sign-in")
    await visitor.link("Register").click()
    await visitor.page.get_by_label("E-mail").fill(email)
    await visitor.page.get_by_label("Name", exact=True).fill("Grace Hopper")
    await visitor.page.get_by_label("Affiliation").fill("Navy")
    topics = visitor.page.get_by_label("Topics")
    for topic in ("compilers", "moths"):
        await topics.fill(topic)
        await topics.press("Enter")
    await visitor.button("Register", exact=True).click()
    await expect(visitor.heading("One more step")).to_be_visible()

    await visitor.goes((await demonstration.newest_letter(email)).link)
    await visitor.is_at("/")
    await visitor.goes("/me")
    await expect(visitor.page.get_by_label("Name", exact=True)).to_have_value("Grace Hopper")

    await other.goes("/people")
    await other.page.get_by_role("searchbox", name="Search people").fill("moths")
    await other.link("Grace Hopper").click()
    await expect(other.heading("Grace Hopper")).to_be_visible()
    await expect(other.text("compilers, moths")).to_be_visible()


async def test_the_profile(visit: Visit) -> None:
    miriam = await visit(ATTENDEE)
    await miriam.goes("/me")
    await miriam.page.get_by_label("About me").fill("I count plankton.\n\nAt night, too.")
    name = miriam.page.get_by_label("Name", exact=True)
    await name.fill("Miriam A. Adeyemi")
    await miriam.button("Save", exact=True).click()
    await expect(miriam.text("Saved.")).to_be_visible()
    await miriam.page.reload()
    await expect(name).to_have_value("Miriam A. Adeyemi")
    await miriam.link("See it as others do").click()
    await expect(miriam.heading("Miriam A. Adeyemi")).to_be_visible()
    await expect(miriam.text("I count plankton.")).to_be_visible()


async def test_a_picture(visit: Visit) -> None:
    achieng, other = await visit(ANOTHER), await visit(THIRD)
    await achieng.goes("/me")
    async with achieng.page.expect_file_chooser() as chooser:
        await achieng.button("Choose a picture").click()
    await (await chooser.value).set_files({"name": "me.png", "mimeType": "image/png", "buffer": a_picture()})
    await expect(achieng.text("New picture saved.")).to_be_visible()

    await other.goes(f"/people/{person_id(ANOTHER)}")
    picture = other.page.get_by_role("main").locator("img")
    await expect(picture).to_have_attribute("src", re.compile(r"^/pictures/[0-9a-f]+\.webp$"))
    assert await picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0

    await achieng.button("Remove it").click()
    await expect(achieng.text("Picture removed.")).to_be_visible()


async def test_a_file_that_is_no_picture(visit: Visit) -> None:
    achieng = await visit(ANOTHER)
    await achieng.goes("/me")
    async with achieng.page.expect_file_chooser() as chooser:
        await achieng.button("Choose a picture").click()
    await (await chooser.value).set_files({"name": "me.png", "mimeType": "image/png", "buffer": b"not a picture"})
    await expect(achieng.text("This file is not a picture that we can read.")).to_be_visible()
    achieng.forgets()  # the browser wrote of the answer


async def test_where_i_am_signed_in(visit: Visit) -> None:
    here, there = await visit(THIRD), await visit(THIRD)
    await there.goes("/programme")
    await here.goes("/me")
    sign_ins = here.page.get_by_role("region", name="Where I am signed in")
    await expect(sign_ins.get_by_text("this browser")).to_be_visible()
    await sign_ins.get_by_role("button", name=re.compile("^End the sign-in")).first.click()
    await expect(here.text("That sign-in is ended.")).to_be_visible()
    await expect(there.heading("Sign in")).to_be_visible()
    there.forgets()
    await expect(here.heading("My page")).to_be_visible()


def a_picture() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (300, 200), "#1f5f9e").save(content, "PNG")
    return content.getvalue()
