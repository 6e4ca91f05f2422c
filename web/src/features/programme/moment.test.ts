import { expect, it } from "vitest"
import type { Session } from "../../live/wire"
import { continuations, momentOf, placeOf, type Eyes } from "./moment"

const at = (time: string) => Date.parse(`2021-04-14T${time}:00Z`)
function held(id: string, starts: string, ends: string, more: Partial<Session> = {}): Session {
  const iso = (time: string) => `2021-04-14T${time}:00.000Z`
  return { kind: "session", id, title: id, type: "talks", room: "stage", starts: iso(starts), ends: iso(ends), language: "en", abstract: "", speakers: [], cancelled: false, ...more }
}
const order = ["stage", "forum", "meet"]
const eyes = (...stars: string[]): Eyes => ({ starred: (id) => stars.includes(id), roomOrder: (room) => order.indexOf(room) })
const ids = (sessions: readonly Session[]) => sessions.map(({ id }) => id)

const keynote = held("keynote", "10:00", "11:00")
const demo = held("demo", "10:30", "11:30", { room: "forum" })
const health = held("health", "11:15", "12:00")
const matter = held("matter", "11:15", "12:00", { room: "forum" })
const day = [matter, health, demo, keynote]

it("leads with what is on, by the order of the rooms", () => {
  const now = momentOf(day, eyes(), at("10:45"))
  expect([now.phase, now.lead?.id]).toEqual(["on", "keynote"])
  expect(ids(now.on)).toEqual(["keynote", "demo"])
  expect(ids(now.next)).toEqual(["health", "matter"])
})

it("puts what is in my agenda first", () => {
  const now = momentOf(day, eyes("demo", "matter"), at("10:45"))
  expect(ids(now.on)).toEqual(["demo", "keynote"])
  expect(ids(now.next)).toEqual(["matter", "health"])
})

it("is on from its first moment until before its last", () => {
  expect(momentOf([keynote], eyes(), at("10:00")).phase).toBe("on")
  expect(momentOf([keynote], eyes(), at("11:00")).phase).toBe("after")
})

it("knows the time before, between and after, and an empty programme", () => {
  expect(momentOf(day, eyes(), at("09:00")).phase).toBe("before")
  expect(momentOf([keynote, health], eyes(), at("11:05"))).toMatchObject({ phase: "between", lead: { id: "health" } })
  expect(momentOf(day, eyes(), at("13:00"))).toMatchObject({ phase: "after", lead: null })
  expect(momentOf([], eyes(), at("13:00")).phase).toBe("none")
})

it("leaves out what is cancelled", () => {
  const now = momentOf([{ ...keynote, cancelled: true }, health], eyes(), at("10:30"))
  expect([now.phase, now.lead?.id]).toEqual(["before", "health"])
})

it("continues to what is on or soon, mine first, then in the same room", () => {
  expect(ids(continuations(day, keynote, eyes()))).toEqual(["health", "demo", "matter"])
  expect(ids(continuations(day, keynote, eyes("matter")))).toEqual(["matter", "health", "demo"])
})

it("does not continue to what is over by then, cancelled, or far off", () => {
  const short = held("short", "10:30", "11:00", { room: "forum" })
  const late = held("late", "11:46", "12:30", { room: "meet" })
  expect(continuations([keynote, short, late, { ...health, cancelled: true }], keynote, eyes())).toEqual([])
})

it("walks into the room, or into the networking itself", () => {
  expect(placeOf(keynote)).toBe("/rooms/stage")
  expect(placeOf(held("pairs", "15:00", "16:00", { type: "networking", room: "meet" }))).toBe("/networking/pairs")
})
