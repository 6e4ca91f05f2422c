import { expect, it } from "vitest"
import type { Attendee, Session } from "../../live/wire"
import { grouped } from "./people"
import { speakersOf, whatsOn } from "./whats-on"

const session = (id: string, starts: string, ends: string, more: Partial<Session> = {}): Session => ({
  kind: "session",
  id,
  title: id,
  type: "talks",
  room: "main",
  starts: `2021-04-14T${starts}:00.000Z`,
  ends: `2021-04-14T${ends}:00.000Z`,
  language: "en",
  abstract: "",
  speakers: [],
  cancelled: false,
  ...more,
})
const at = (time: string) => Date.parse(`2021-04-14T${time}:00.000Z`)
const ids = (on: ReturnType<typeof whatsOn>) => [on.now?.id, on.next?.id]

it("knows what is on and what is next, to the second", () => {
  const all = [session("b", "10:00", "11:00"), session("a", "09:00", "10:00"), session("c", "11:30", "12:00")]
  expect(ids(whatsOn(all, "main", at("08:59")))).toEqual([undefined, "a"])
  expect(ids(whatsOn(all, "main", at("09:00")))).toEqual(["a", "b"])
  expect(ids(whatsOn(all, "main", at("10:00")))).toEqual(["b", "c"])
  expect(ids(whatsOn(all, "main", at("11:00")))).toEqual([undefined, "c"])
  expect(ids(whatsOn(all, "main", at("12:00")))).toEqual([undefined, undefined])
})

it("leaves out other rooms and what is cancelled, and of two at once takes the later one", () => {
  const all = [session("x", "09:00", "10:00", { room: "other" }), session("y", "09:00", "10:00", { cancelled: true })]
  expect(ids(whatsOn(all, "main", at("09:30")))).toEqual([undefined, undefined])
  const overlapping = [session("long", "09:00", "12:00"), session("short", "10:00", "11:00")]
  expect(whatsOn(overlapping, "main", at("10:30")).now?.id).toBe("short")
  expect(whatsOn(overlapping, "main", at("11:30")).now?.id).toBe("long")
})

it("names speakers with where they are from", () => {
  const speakers = [
    { name: "Ada", affiliation: "London", biography: "" },
    { name: "Emmy", affiliation: "", biography: "" },
  ]
  expect(speakersOf(session("a", "09:00", "10:00", { speakers }))).toBe("Ada, London; Emmy")
})

const person = (id: string, affiliation = "", more: Partial<Attendee> = {}): Attendee => ({ kind: "attendee", id, name: id, affiliation, since: 0, ...more })

it("puts everybody in one group, by name", () => {
  const all = [person("Cem"), person("Ann"), person("Dee", "", { badge: "speaker" }), person("Bob")]
  const groups = grouped(all, "", (id) => id === "Bob" || id === "Dee")
  expect([groups.staff, groups.known, groups.others].map((group) => group.map(({ id }) => id))).toEqual([["Dee"], ["Bob"], ["Ann", "Cem"]])
})

it("finds by every word of name and affiliation, without accents", () => {
  const all = [person("Zoë Hara", "CERN"), person("Zoe Lee", "DLR")]
  expect(grouped(all, "zoe cern", () => false).others.map(({ name }) => name)).toEqual(["Zoë Hara"])
})
