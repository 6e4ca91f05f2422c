import { expect, it } from "vitest"
import type { DirectMessage } from "../../live/wire"
import { Thread } from "./thread.svelte"

const message = (seq: number): DirectMessage => ({ kind: "direct_message", id: `m${seq}`, seq, author: "ann", text: `No. ${seq}`, at: "2021-04-14T08:00:00.000Z" })
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => message(from + at))
const numbers = (thread: Thread) => thread.messages.map(({ seq }) => seq)

it("keeps what the topic shows no more", () => {
  const thread = new Thread(async () => ({ messages: [], more: false }))
  thread.take(range(1, 200))
  thread.take(range(2, 201))
  expect(numbers(thread)).toEqual(range(1, 201).map(({ seq }) => seq))
})

it("brings older pages, until there are none", async () => {
  const thread = new Thread(async (before) => ({ messages: range(before - 50, before - 1), more: before > 51 }))
  thread.take(range(101, 300))
  expect(thread.more).toBe(true)
  await thread.earlier()
  await thread.earlier()
  expect([numbers(thread)[0], thread.messages.length, thread.more]).toEqual([1, 300, false])
})

it("has no hole after a long time away: what was before is asked for again", () => {
  const thread = new Thread(async () => ({ messages: [], more: false }))
  thread.take(range(1, 10))
  thread.take(range(300, 499))
  expect([numbers(thread)[0], thread.more]).toEqual([300, true])
})
