import { expect, it } from "vitest"
import { Transcript } from "./transcript.svelte"
import type { Message } from "./wire"

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
const seqs = (transcript: Transcript<Message>) => transcript.messages.map(({ seq }) => seq)
const nothing = () => Promise.resolve({ messages: [] as Message[], more: false })
const settle = async () => {
  for (let i = 0; i < 20; i++) await Promise.resolve()
}
/** A server that has all messages up to `last`, and gives `size` at a time. */
const server = (last: number, size: number) => (before: number) =>
  Promise.resolve({ messages: span(1, last).filter(({ seq }) => seq < before).slice(-size), more: before - size > 1 })

it("keeps what fell out of the newest fifty, and takes changes", () => {
  const transcript = new Transcript(50, nothing)
  transcript.take(span(1, 50))
  transcript.take([...span(3, 50), message(51), message(2, "changed")])
  expect(seqs(transcript)).toEqual(span(1, 51).map(({ seq }) => seq))
  expect(transcript.messages[1]!.text).toBe("changed")
  expect(transcript.has("m1")).toBe(true)
  expect(transcript.newest).toBe(51)
})

it("knows that there are older ones only when fifty are shown", () => {
  const few = new Transcript(50, nothing)
  few.take(span(1, 49))
  const many = new Transcript(50, nothing)
  many.take(span(1, 50))
  expect([few.more, many.more]).toEqual([false, true])
})

it("brings pages of older ones until there are none", async () => {
  const transcript = new Transcript(50, server(120, 50))
  transcript.take(span(71, 120))
  await transcript.earlier()
  expect([seqs(transcript)[0], transcript.more]).toEqual([21, true])
  await transcript.earlier()
  expect([seqs(transcript)[0], transcript.more]).toEqual([1, false])
})

it("hears of changes to older ones that it has brought, and of no others", async () => {
  const transcript = new Transcript(50, server(120, 50))
  transcript.take(span(71, 120))
  await transcript.earlier()
  transcript.hear(message(30, "edited"))
  transcript.hear(message(5, "not brought"))
  const changed = transcript.messages.filter(({ text }) => text !== "")
  expect(changed).toEqual([message(30, "edited")])
  expect(seqs(transcript)).toEqual(span(21, 120).map(({ seq }) => seq))
})

it("fills what was missed while the line was broken", async () => {
  const transcript = new Transcript(50, server(200, 50))
  transcript.take(span(21, 70))
  transcript.take(span(151, 200))
  await settle()
  expect(seqs(transcript)).toEqual(span(21, 200).map(({ seq }) => seq))
})

it("lets go of the old when too much was missed, so that there is no hole", async () => {
  const transcript = new Transcript(50, server(900, 50))
  transcript.take(span(1, 50))
  transcript.take(span(851, 900))
  await settle()
  expect(seqs(transcript)).toEqual(span(601, 900).map(({ seq }) => seq))
  expect(transcript.more).toBe(true)
})

it("lets go of what is far above", () => {
  const transcript = new Transcript(50, nothing)
  transcript.take(span(1, 500))
  transcript.trim()
  expect([transcript.messages.length, transcript.newest, transcript.more]).toEqual([200, 500, true])
})
