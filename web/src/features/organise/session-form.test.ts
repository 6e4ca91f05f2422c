import { describe, expect, it } from "vitest"
import type { Session } from "../../live/wire"
import { formOf, problemOf, saveOf, timesOf, type SessionForm } from "./session-form"
import { slugOf } from "./slug"
import { moment, wallTime } from "./zoned"

const BERLIN = "Europe/Berlin"
const keynote: Session = {
  kind: "session", id: "k", title: "Keynote", type: "keynote", room: "stage", starts: "2021-04-14T08:00:00.000Z", ends: "2021-04-14T09:00:00.000Z",
  language: "en", abstract: "", speakers: [{ name: "Ada", affiliation: "London", biography: "", person: "p" }, { name: "Bo", affiliation: "", biography: "" }], cancelled: false,
}
const form = (changes: Partial<SessionForm> = {}): SessionForm => ({ ...formOf(keynote, BERLIN), ...changes })

describe("times on the wall", () => {
  it("go there and back", () => {
    expect(wallTime("2021-04-14T08:24:00.000Z", BERLIN)).toEqual({ date: "2021-04-14", time: "10:24" })
    expect(moment({ date: "2021-04-14", time: "10:24" }, BERLIN)).toBe("2021-04-14T08:24:00.000Z")
    expect(moment({ date: "2021-01-14", time: "10:24" }, BERLIN)).toBe("2021-01-14T09:24:00.000Z")
    expect(moment({ date: "2021-04-14", time: "10:24" }, "Asia/Kolkata")).toBe("2021-04-14T04:54:00.000Z")
  })
  it("are the first of two in autumn, and an hour later in the gap of spring", () => {
    expect(moment({ date: "2021-10-31", time: "02:30" }, BERLIN)).toBe("2021-10-31T00:30:00.000Z")
    expect(moment({ date: "2021-03-28", time: "02:30" }, BERLIN)).toBe("2021-03-28T01:30:00.000Z")
    expect(wallTime("2021-03-28T01:30:00.000Z", BERLIN).time).toBe("03:30")
  })
  it("are none when nothing is typed", () => {
    expect(moment({ date: "", time: "10:00" }, BERLIN)).toBeNull()
  })
})

describe("a session's form", () => {
  it("saves what it was made from", () => {
    const { kind: _, ...same } = keynote
    expect(saveOf(form(), "k", false, BERLIN)).toEqual(same)
  })
  it("may end on the next day, and never at its start", () => {
    expect(timesOf(form({ starts: "22:00", ends: "01:00" }), BERLIN)).toEqual({ starts: "2021-04-14T20:00:00.000Z", ends: "2021-04-14T23:00:00.000Z" })
    expect(timesOf(form({ starts: "10:00", ends: "10:00" }), BERLIN)).toBeNull()
  })
  it("says what is missing", () => {
    const field = (changes: Partial<SessionForm>) => problemOf(form(changes), "k", [keynote], BERLIN)?.field
    expect(field({})).toBeUndefined()
    expect([field({ title: " " }), field({ room: "" }), field({ date: "" }), field({ starts: "" }), field({ ends: "" })]).toEqual(["title", "room", "date", "starts", "ends"])
    expect(field({ speakers: [{ key: "1", name: "", affiliation: "", biography: "", person: "" }] })).toBe("speakers")
  })
  it("says by what its room is taken, but not by itself, a cancelled one or one right after", () => {
    const at = (starts: string, ends: string, others: Session[]) => problemOf(form({ starts, ends }), "new", others, BERLIN)
    expect(at("10:30", "11:30", [keynote])).toEqual({ field: "starts", taken: keynote })
    expect(at("11:00", "11:30", [keynote])).toBeNull()
    expect(at("10:30", "11:30", [{ ...keynote, cancelled: true }])).toBeNull()
    expect(at("10:30", "11:30", [{ ...keynote, room: "forum" }])).toBeNull()
  })
})

it("makes addresses of titles", () => {
  expect(slugOf("Großer Saal & Bühne")).toBe("grosser-saal-and-buehne")
  expect(slugOf("  Café — 2  ")).toBe("cafe-2")
  expect(slugOf("日本")).toBe("")
  expect(slugOf("a".repeat(59) + " bc")).toHaveLength(59)
})
