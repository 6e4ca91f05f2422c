import { beforeEach, expect, it, vi } from "vitest"
import { LiveError } from "../../live/errors"

interface Asked {
  fields: { text?: string; after?: string }
  answer: (page: { people: { id: string }[]; more: boolean }) => void
  refuse: (error: LiveError) => void
}
const asked: Asked[] = []
vi.mock("../../live/live.svelte", () => ({
  ask: (_: string, fields: Asked["fields"]) => new Promise((answer, refuse) => asked.push({ fields, answer, refuse })),
}))
const { directory } = await import("./directory")
const people = (...ids: string[]) => ids.map((id) => ({ id }))
const shown = () => directory.people.map((person) => person.id)

beforeEach(() => {
  asked.length = 0
})

it("brings page after page", async () => {
  const first = directory.find("")
  expect(asked[0]?.fields).toEqual({ limit: 40 })
  asked[0]?.answer({ people: people("a", "b"), more: true })
  await first
  const second = directory.next()
  expect(asked[1]?.fields).toEqual({ after: "b", limit: 40 })
  asked[1]?.answer({ people: people("c"), more: false })
  await second
  expect(shown()).toEqual(["a", "b", "c"])
  await directory.next()
  expect(asked).toHaveLength(2)
})

it("shows what was typed last, whichever answer comes last", async () => {
  const slow = directory.find("an")
  const quick = directory.find("anna")
  asked[1]?.answer({ people: people("anna"), more: false })
  await quick
  asked[0]?.answer({ people: people("andrew", "anna"), more: false })
  await slow
  expect(shown()).toEqual(["anna"])
  expect(directory.text).toBe("anna")
})

it("searches when typing has rested, and not for what was typed over", () => {
  vi.useFakeTimers()
  const giveUp = directory.typed("ann")
  giveUp()
  const before = vi.fn()
  directory.typed("anna", before)
  expect([asked.length, before.mock.calls.length]).toEqual([0, 0])
  vi.runAllTimers()
  expect(asked.map(({ fields }) => fields.text)).toEqual(["anna"])
  expect(before).toHaveBeenCalledOnce()
  vi.useRealTimers()
})

it("tells why it could not find, and finds again", async () => {
  const failed = directory.find("x")
  asked[0]?.refuse(new LiveError({ code: "busy", message: "Later." }))
  await failed
  expect([directory.error?.code, directory.loading]).toEqual(["busy", false])
  const again = directory.find("x")
  asked[1]?.answer({ people: [], more: false })
  await again
  expect(directory.error).toBeNull()
})
