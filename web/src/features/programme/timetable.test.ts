import { expect, it } from "vitest"
import type { Session } from "../../live/wire"
import { timetable } from "./timetable"

const at = (time: string) => Date.parse(`2021-04-14T${time}:00Z`)
function held(id: string, starts: string, ends: string, room = "stage"): Session {
  const iso = (time: string) => `2021-04-14T${time}:00.000Z`
  return { kind: "session", id, title: id, type: "talks", room, starts: iso(starts), ends: iso(ends), language: "en", abstract: "", speakers: [], cancelled: false }
}
const utc = (ms: number) => Math.floor(ms / 60_000) % 60
const rooms = ["stage", "forum"]
const laid = (...sessions: Session[]) => timetable(sessions, rooms, utc)!

it("has nothing to lay out without sessions of its rooms", () => {
  expect(timetable([], rooms, utc)).toBeNull()
  expect(timetable([held("a", "09:00", "10:00", "lounge")], rooms, utc)).toBeNull()
})

it("begins and ends with whole hours, a row every five minutes", () => {
  const { rows, hours, slots } = laid(held("a", "09:30", "10:15"))
  expect(rows).toBe(24)
  expect(hours.map(({ at, row }) => [new Date(at).toISOString().slice(11, 16), row])).toEqual([["09:00", 0], ["10:00", 12], ["11:00", 24]])
  expect(slots).toMatchObject([{ column: 0, row: 6, end: 15, lane: 0, lanes: 1 }])
})

it("takes hours as the shown zone has them", () => {
  const half = (ms: number) => (utc(ms) + 30) % 60
  const { hours } = timetable([held("a", "09:45", "10:20")], rooms, half)!
  expect(hours.map(({ at }) => new Date(at).toISOString().slice(11, 16))).toEqual(["09:30", "10:30"])
})

it("folds a long empty stretch, and no short one", () => {
  const { folds, hours, rows, slots, rowOf } = laid(held("a", "09:00", "10:00"), held("b", "11:00", "12:00"), held("c", "18:00", "19:00", "forum"))
  expect(folds).toEqual([{ from: at("12:00"), to: at("18:00"), row: 36 }])
  expect(hours.map(({ at }) => new Date(at).getUTCHours())).toEqual([9, 10, 11, 12, 18, 19])
  expect(slots.map(({ row, end }) => [row, end])).toEqual([[0, 12], [24, 36], [43, 55]])
  expect(rows).toBe(55)
  expect(rowOf(at("15:00"))).toBe(39.5)
})

it("does not fold what another room fills", () => {
  expect(laid(held("a", "09:00", "10:00"), held("b", "10:00", "14:00", "forum"), held("c", "14:00", "15:00")).folds).toEqual([])
})

it("says where now is, and that it is outside", () => {
  const { rowOf } = laid(held("a", "09:00", "10:00"))
  expect(rowOf(at("09:24"))).toBeCloseTo(4.8)
  expect(rowOf(at("08:59"))).toBeNull()
  expect(rowOf(at("10:01"))).toBeNull()
})

it("puts overlapping sessions of a room beside each other", () => {
  const { slots } = laid(held("a", "09:00", "10:00"), held("b", "09:30", "10:30"), held("c", "10:00", "11:00"), held("d", "11:00", "12:00"))
  expect(slots.map(({ session, lane, lanes }) => [session.id, lane, lanes])).toEqual([["a", 0, 2], ["b", 1, 2], ["c", 0, 2], ["d", 0, 1]])
})

it("reads by start, then by room, and shows even the shortest", () => {
  const { slots } = laid(held("late", "09:30", "09:32"), held("right", "09:00", "10:00", "forum"), held("left", "09:00", "09:20"))
  expect(slots.map(({ session }) => session.id)).toEqual(["left", "right", "late"])
  expect(slots.at(-1)).toMatchObject({ row: 6, end: 7 })
})
