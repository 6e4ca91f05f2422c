import { expect, it } from "vitest"
import type { Session } from "../../live/wire"
import { filtered, narrows, type Filter } from "./filter"

const base = { kind: "session", starts: "2021-04-14T10:00:00.000Z", ends: "2021-04-14T11:00:00.000Z", language: "en", cancelled: false } as const
const sessions: Session[] = [
  { ...base, id: "a", title: "Robustness in vision", type: "keynote", room: "stage", abstract: "", speakers: [{ name: "Bernt Schiele", affiliation: "Saarbrücken", biography: "" }] },
  { ...base, id: "b", title: "Sprechstunde", type: "talks", room: "forum", abstract: "Vom Datensatz zum Gutschein für große Projekte", speakers: [] },
]
const all: Filter = { text: "", room: "", kind: "", mine: false }
const find = (filter: Partial<Filter>) =>
  filtered(sessions, { ...all, ...filter }, (id) => id === "b", (room) => (room === "stage" ? "Main stage" : "Forum")).map(({ id }) => id)

it("leaves everything when nothing is asked", () => {
  expect(find({})).toEqual(["a", "b"])
  expect(narrows({ ...all, text: "  " })).toBe(false)
})

it("finds words in titles, people, places, abstracts and rooms, whatever the marks", () => {
  expect(find({ text: "schiele VISION" })).toEqual(["a"])
  expect(find({ text: "saarbrucken" })).toEqual(["a"])
  expect(find({ text: "grosse" })).toEqual(["b"])
  expect(find({ text: "main stage" })).toEqual(["a"])
  expect(find({ text: "schiele datensatz" })).toEqual([])
})

it("narrows by room, kind and agenda together", () => {
  expect(find({ room: "stage" })).toEqual(["a"])
  expect(find({ kind: "talks" })).toEqual(["b"])
  expect(find({ mine: true })).toEqual(["b"])
  expect(find({ mine: true, room: "stage" })).toEqual([])
})
