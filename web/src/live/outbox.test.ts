import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { LiveError } from "./errors"
import { forgetOutboxes, Outbox } from "./outbox.svelte"

class FakeStorage {
  [key: string]: unknown
  getItem(key: string) {
    return (this[key] as string | undefined) ?? null
  }
  setItem(key: string, value: string) {
    this[key] = value
  }
  removeItem(key: string) {
    delete this[key]
  }
}

interface Attempt {
  id: string
  text: string
  answer: (value?: unknown) => void
  refuse: (error: LiveError) => void
}
let attempts: Attempt[]
const post = (id: string, text: string) =>
  new Promise((answer, refuse) => {
    attempts.push({ id, text, answer, refuse })
  })
const outbox = (person = "me") => new Outbox(person, "room:a", post)
const settle = async () => {
  for (let i = 0; i < 5; i++) await Promise.resolve()
}
const none = () => false
const error = (code: string, wait?: number) => new LiveError({ code, message: code, wait })

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal("localStorage", new FakeStorage())
  attempts = []
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it("keeps a draft over a reload, for this person and conversation only", () => {
  outbox().draft = "half a thou"
  expect(outbox().draft).toBe("half a thou")
  expect(outbox("you").draft).toBe("")
})

it("shows what was sent until the conversation shows it, and empties the draft", async () => {
  const box = outbox()
  box.draft = "hello"
  const id = box.send("hello")
  expect(box.draft).toBe("")
  expect(box.pending(none)).toMatchObject([{ id, text: "hello", state: "sending" }])
  attempts[0]?.answer()
  await settle()
  expect(box.pending(none)).toMatchObject([{ id, state: "sent" }])
  expect(box.pending((shown) => shown === id)).toEqual([])
})

it("sends after a reload what was not confirmed, under the same id, and not what was", async () => {
  const box = outbox()
  box.send("confirmed")
  const lost = box.send("lost")
  attempts[0]?.answer()
  await settle()
  attempts = []
  expect(outbox().pending(none)).toMatchObject([{ id: lost, text: "lost", state: "sending" }])
  expect(attempts.map((attempt) => attempt.id)).toEqual([lost])
})

it("marks what is refused, to try again or to take back", async () => {
  const box = outbox()
  const id = box.send("rude")
  attempts[0]?.refuse(error("silenced"))
  await settle()
  expect(box.pending(none)).toMatchObject([{ id, state: "refused", error: { code: "silenced" } }])
  box.retry(id)
  expect(attempts).toHaveLength(2)
  attempts[1]?.refuse(error("silenced"))
  await settle()
  box.discard(id)
  expect(box.pending(none)).toEqual([])
  expect(outbox().pending(none)).toEqual([])
})

it("waits as long as the server says when it was too fast", async () => {
  const box = outbox()
  box.send("quick")
  attempts[0]?.refuse(error("too_fast", 4))
  await settle()
  expect(box.pending(none)).toMatchObject([{ state: "sending", error: { code: "too_fast" } }])
  await vi.advanceTimersByTimeAsync(3_999)
  expect(attempts).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(attempts).toHaveLength(2)
})

it("sends in the order of writing, whatever has to wait", async () => {
  const box = outbox()
  const [first, second] = [box.send("first"), box.send("second")]
  attempts[0]?.refuse(error("too_fast", 2))
  await vi.advanceTimersByTimeAsync(2_000)
  attempts[1]?.answer()
  await settle()
  expect(attempts.map((attempt) => attempt.id)).toEqual([first, first, second])
})

it("survives a storage that holds nonsense, and forgets everything on signing out", () => {
  localStorage.setItem("outbox/me/room:a", "{nonsense")
  expect(outbox().pending(none)).toEqual([])
  const box = outbox()
  box.send("secret")
  forgetOutboxes()
  expect(outbox().pending(none)).toEqual([])
})

it("leaves another tab's unsent messages alone", () => {
  const here = outbox()
  const there = outbox()
  here.send("from here")
  there.send("from there")
  here.send("from here again")
  expect(outbox().pending(none).map((message) => message.text).sort()).toEqual([
    "from here",
    "from here again",
    "from there",
  ])
})
