import { expect, it, vi } from "vitest"
import type { Message } from "../../live/wire"
import { Composition } from "./composition.svelte"
import type { Conversation } from "./conversation.svelte"

const anna = { id: "00000000-0000-7000-8000-00000000000a", name: "Anna Lindqvist" }
const encoded = `@[Anna Lindqvist](${anna.id})`
const message = (text: string): Message => ({ kind: "message", id: "m", seq: 1, author: anna, text, at: "2021-04-14T10:00:00.000Z", mentions: [] })

function composing(draft = "") {
  const outbox = { draft, send: vi.fn() }
  const edit = vi.fn((_id: string, _text: string) => Promise.resolve())
  const conversation = { outbox, edit, reading: { wrote: vi.fn() } } as unknown as Conversation
  return { composition: new Composition(conversation), outbox, edit }
}

it("shows names and keeps the draft with its mentions", () => {
  const { composition, outbox } = composing()
  composition.text = "Hello @an"
  expect(composition.mention(anna, 6, 9)).toBe(22)
  expect(composition.text).toBe("Hello @Anna Lindqvist ")
  expect(outbox.draft).toBe(`Hello ${encoded} `)
  expect(composing(outbox.draft).composition.text).toBe("Hello @Anna Lindqvist ")
})

it("sends what goes over the wire and empties the field", async () => {
  const { composition, outbox } = composing(`${encoded} yes `)
  await composition.send()
  expect(outbox.send).toHaveBeenCalledWith(`${encoded} yes`)
  expect(composition.text).toBe("")
})

it("changes a message and gives the draft back", async () => {
  const { composition, outbox, edit } = composing("half a thought")
  composition.edit(message("old"))
  composition.text = "new"
  expect(outbox.draft).toBe("half a thought")
  await composition.send()
  expect(edit).toHaveBeenCalledWith("m", "new")
  expect([composition.editing, composition.text]).toEqual([null, "half a thought"])
})

it("loses nothing when a change is refused", async () => {
  const { composition, edit } = composing()
  edit.mockRejectedValueOnce(new Error("no"))
  composition.edit(message("old"))
  composition.text = "new"
  await expect(composition.send()).rejects.toThrow("no")
  expect([composition.editing?.id, composition.text]).toEqual(["m", "new"])
})

it("gives back what was refused before what stands there", () => {
  const { composition, outbox } = composing("later")
  composition.restore("earlier")
  expect([composition.text, outbox.draft]).toEqual(["earlier\nlater", "earlier\nlater"])
})

it("counts characters as they go over the wire", () => {
  const { composition } = composing()
  composition.text = "😀".repeat(2000)
  expect([composition.left, composition.ready]).toEqual([0, true])
  composition.text += "x"
  expect([composition.left, composition.ready]).toEqual([-1, false])
  composition.text = "  "
  expect(composition.ready).toBe(false)
})
