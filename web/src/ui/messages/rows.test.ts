import { expect, it } from "vitest"
import type { Pending } from "../../live/outbox.svelte"
import type { Message } from "../../live/wire"
import { rows } from "./rows"

const reader = { me: "me", dayOf: (at: string) => at.slice(0, 10), today: "2021-04-14", mark: null }
let seq = 0
const message = (author: string, at: string, more: Partial<Message> = {}): Message => ({
  kind: "message",
  id: `m${++seq}`,
  seq,
  author: { id: author, name: author },
  text: "",
  at: at.includes("T") ? at : `2021-04-14T${at}:00.000Z`,
  mentions: [],
  ...more,
})
const pending = (id: string): Pending => ({ id, text: "", at: 0, state: "sending", error: null })
const heads = (made: ReturnType<typeof rows>) => made.map((row) => ("head" in row ? row.head : row.type))

it("puts messages of one author within five minutes under one name", () => {
  const made = rows([message("a", "10:00"), message("a", "10:04"), message("b", "10:04"), message("a", "10:05"), message("a", "10:11")], [], reader)
  expect(heads(made)).toEqual([true, false, true, true, true])
})

it("begins anew after a removed message", () => {
  expect(heads(rows([message("a", "10:00", { removed: "author" }), message("a", "10:01")], [], reader))).toEqual([true, true])
})

it("says the day when it turns, and not that it is today", () => {
  const made = rows([message("a", "2021-04-13T22:00:00.000Z"), message("a", "2021-04-13T22:01:00.000Z"), message("a", "08:00")], [], reader)
  expect(heads(made)).toEqual(["day", true, false, "day", true])
  expect(rows([message("a", "08:00")], [], reader)).toHaveLength(1)
})

it("draws the line before the first that is new, and counts what others wrote", () => {
  const all = [message("a", "10:00"), message("me", "10:01"), message("b", "10:01"), message("b", "10:02")]
  const made = rows(all, [], { ...reader, mark: all[0]!.seq })
  expect(heads(made)).toEqual([true, true, "new", true, false])
  expect(made.find((row) => row.type === "new")).toMatchObject({ count: 2 })
})

it("has no line when nothing is new", () => {
  const all = [message("a", "10:00"), message("me", "10:01")]
  expect(heads(rows(all, [], { ...reader, mark: all[0]!.seq }))).toEqual([true, true])
})

it("puts what I wrote and the room does not show yet at the end, under my name", () => {
  expect(heads(rows([message("a", "10:00")], [pending("p"), pending("q")], reader))).toEqual([true, true, false])
  expect(heads(rows([message("me", "10:00")], [pending("p")], reader))).toEqual([true, false])
})

it("keeps the key of a message when it is confirmed", () => {
  const [before] = rows([], [pending("same")], reader)
  const [after] = rows([message("me", "10:00", { id: "same" })], [], reader)
  expect(after!.key).toBe(before!.key)
})
