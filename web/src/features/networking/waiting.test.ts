import { describe, expect, it } from "vitest"
import { de } from "../../i18n/de"
import { en } from "../../i18n/en"
import type { Seat } from "../../live/wire"
import { waitOf, whyAway } from "./waiting"

const SINCE = Date.parse("2021-04-14T13:30:00.000Z")
const seat = (why: Seat["why"], state: Seat["state"] = "waiting"): Seat => ({ kind: "seat", id: "n", ready: state !== "away", state, since: new Date(SINCE).toISOString(), why })

describe("waiting for a partner", () => {
  it.each(["odd", "late", "no_show", "left", "lost", "moved"] as const)("%s is told in words of its own, in both languages", (why) => {
    const others = (["odd", "late", "no_show", "left", "lost", "moved"] as const).filter((one) => one !== why)
    for (const t of [en, de]) {
      const said = waitOf(seat(why), SINCE, t).why
      expect(said.length).toBeGreaterThan(20)
      expect(others.map((one) => waitOf(seat(one), SINCE, t).why)).not.toContain(said)
    }
  })

  it("says since when, and counts down to becoming a third after 9 s", () => {
    expect(waitOf(seat("odd"), SINCE + 6_000, en)).toMatchObject({
      since: "You have waited 0:06.",
      next: "We look every 3 seconds. If nobody is free by then, you join two others in 0:03.",
    })
    expect(waitOf(seat("odd"), SINCE + 6_700, en)).toMatchObject({ since: "You have waited 0:06.", next: expect.stringContaining("in 0:03") as string })
    expect(waitOf(seat("odd"), SINCE + 9_000, en).next).toBe(en.networking.waitThirdNow)
    expect(waitOf(seat("odd"), SINCE - 400, en).since).toBe("You have waited 0:00.")
  })
})

it("tells who is away why nobody is looked for", () => {
  expect(whyAway(seat("no_show", "away"), en)).toContain("did not come in time")
  expect(whyAway(seat("lost", "away"), en)).toContain("connection was gone")
  expect(whyAway(seat("removed", "away"), en)).toContain("moderator")
  expect(whyAway(undefined, en)).toBe(en.networking.awayText)
})
