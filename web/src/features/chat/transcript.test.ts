import { expect, it } from "vitest"
import type { Message } from "../../live/wire"
import { Reading } from "./reading.svelte"
import { Transcript } from "./transcript.svelte"

const message = (seq: number, text = ""): Message => ({
  kind: "message",
  id: `m${seq}`,
  seq,
  author: { id: "a", name: "A" },
  text,
  at: "2021-04-14T10:00:00.000Z",
  mentions: [],
})
const span = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => message(from + i))
const seqs = (transcript: Transcript) => transcript.messages.map(({ seq }) => seq)
const nothing = () => Promise.resolve({ messages: [], more: false })
const settle = async () => {
  for (let i = 0; i < 20; i++) await Promise.resolve()
}
/** A server that has all messages up to `last`, and gives `size` at a time. */
const server = (last: number, size: number) => (before: number) =>
  Promise.resolve({ messages: span(1, last).filter(({ seq }) => seq < before).slice(-size), more: before - size > 1 })

it("keeps what fell out of the newest fifty, and takes changes", () => {
  const transcript = new Transcript(nothing)
  transcript.take(span(1, 50))
  transcript.take([...span(3, 50), message(51), message(2, "changed")])
  expect(seqs(transcript)).toEqual(span(1, 51).map(({ seq }) => seq))
  expect(transcript.messages[1]!.text).toBe("changed")
  expect(transcript.has("m1")).toBe(true)
  expect(transcript.newest).toBe(51)
})

it("knows that there are older ones only when fifty are shown", () => {
  const few = new Transcript(nothing)
  few.take(span(1, 49))
  const many = new Transcript(nothing)
  many.take(span(1, 50))
  expect([few.more, many.more]).toEqual([false, true])
})

it("brings pages of older ones until there are none", async () => {
  const transcript = new Transcript(server(120, 50))
  transcript.take(span(71, 120))
  await transcript.earlier()
  expect([seqs(transcript)[0], transcript.more]).toEqual([21, true])
  await transcript.earlier()
  expect([seqs(transcript)[0], transcript.more]).toEqual([1, false])
})

it("hears of changes to older ones that it has brought, and of no others", async () => {
  const transcript = new Transcript(server(120, 50))
  transcript.take(span(71, 120))
  await transcript.earlier()
  transcript.hear([message(30, "edited"), message(5, "not brought"), { kind: "reactions", id: "m40" }])
  const changed = transcript.messages.filter(({ text }) => text !== "")
  expect(changed).toEqual([message(30, "edited")])
  expect(seqs(transcript)).toEqual(span(21, 120).map(({ seq }) => seq))
})

it("fills what was missed while the line was broken", async () => {
  const transcript = new Transcript(server(200, 50))
  transcript.take(span(21, 70))
  transcript.take(span(151, 200))
  await settle()
  expect(seqs(transcript)).toEqual(span(21, 200).map(({ seq }) => seq))
})

it("lets go of the old when too much was missed, so that there is no hole", async () => {
  const transcript = new Transcript(server(900, 50))
  transcript.take(span(1, 50))
  transcript.take(span(851, 900))
  await settle()
  expect(seqs(transcript)).toEqual(span(601, 900).map(({ seq }) => seq))
  expect(transcript.more).toBe(true)
})

it("lets go of what is far above", () => {
  const transcript = new Transcript(nothing)
  transcript.take(span(1, 500))
  transcript.trim()
  expect([transcript.messages.length, transcript.newest, transcript.more]).toEqual([200, 500, true])
})

it("counts what is there at first as read, and marks what comes while nobody looks", () => {
  const reading = new Reading()
  reading.arrived(10)
  expect([reading.seen, reading.mark]).toEqual([10, null])
  reading.watch(true)
  reading.arrived(11)
  expect([reading.seen, reading.mark]).toEqual([11, null])
  reading.watch(false)
  reading.arrived(12)
  reading.arrived(13)
  expect([reading.seen, reading.mark]).toEqual([11, 11])
})

it("keeps the line when the reader comes back, and moves it on with the next absence", () => {
  const reading = new Reading()
  reading.arrived(1)
  reading.arrived(2)
  reading.watch(true)
  expect([reading.seen, reading.mark]).toEqual([2, 1])
  reading.watch(false)
  reading.arrived(3)
  expect(reading.mark).toBe(2)
  reading.wrote()
  expect([reading.seen, reading.mark]).toEqual([3, null])
})
