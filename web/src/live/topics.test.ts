import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { Socket } from "./socket"
import { FakeWorld } from "./testing"
import { Topics } from "./topics.svelte"

let world: FakeWorld
let socket: Socket
let topics: Topics
const message = (id: string, seq = 1) => ({ kind: "message", id, seq })
const settle = async () => {
  for (let i = 0; i < 5; i++) await Promise.resolve()
}

beforeEach(() => {
  vi.useFakeTimers()
  world = new FakeWorld()
  socket = new Socket(world)
  topics = new Topics(socket)
  socket.onOpen = () => topics.reopened()
  socket.onFrame = (frame) => topics.received(frame)
  socket.onState = (state) => state !== "open" && topics.broken()
  socket.start()
  world.wire.accept()
})
afterEach(() => {
  vi.useRealTimers()
})

async function followed() {
  const room = topics.follow("room:a")
  world.wire.answer({ epoch: "e1", seq: 3 })
  await settle()
  world.wire.say({ topic: "room:a", epoch: "e1", seq: 3, map: [message("1", 1), message("2", 2)] })
  return room
}

describe("what an answer has changed", () => {
  it("is waited for where it is followed", async () => {
    await followed()
    let seen = false
    void topics.reached({ "room:a": 4, "room:elsewhere": 9 }).then(() => (seen = true))
    await settle()
    expect(seen).toBe(false)
    world.wire.say({ topic: "room:a", prev: 3, seq: 4, put: [message("3")], drop: [] })
    await settle()
    expect(seen).toBe(true)
  })

  it("is not waited for when it is there, nor on a broken line, nor for long", async () => {
    await followed()
    await topics.reached({ "room:a": 3 })
    let ends = 0
    void topics.reached({ "room:a": 9 }).then(() => ends++)
    vi.advanceTimersByTime(2_000)
    await settle()
    expect(ends).toBe(1)
    void topics.reached({ "room:a": 9 }).then(() => ends++)
    topics.broken()
    await settle()
    expect(ends).toBe(2)
  })
})

describe("following", () => {
  it("brings the map and keeps it", async () => {
    const room = topics.follow("room:a")
    expect([room.ready, room.fresh]).toEqual([false, false])
    expect(world.wire.sent).toEqual([{ topic: "room:a", ref: 1, do: "topic.follow" }])
    world.wire.answer({ epoch: "e1", seq: 3 })
    await settle()
    expect(room.fresh).toBe(false)
    world.wire.say({ topic: "room:a", epoch: "e1", seq: 3, map: [message("1")] })
    world.wire.say({ topic: "room:a", prev: 3, seq: 4, put: [message("2")], drop: [["message", "1"]] })
    expect(room.list("message").map((view) => view.id)).toEqual(["2"])
    expect(room.one("message")?.id).toBe("2")
    expect(room.get("message", "1")).toBeUndefined()
    expect([room.ready, room.fresh]).toEqual([true, true])
  })

  it("sorts as asked", async () => {
    const room = await followed()
    expect(room.list("message", (a, b) => b.seq - a.seq).map((view) => view.id)).toEqual(["2", "1"])
  })

  it("is shared: one request, and the last to go ends it", async () => {
    const room = await followed()
    expect(topics.follow("room:a")).toBe(room)
    topics.unfollow("room:a")
    expect(world.wire.sent).toHaveLength(1)
    topics.unfollow("room:a")
    expect(world.wire.sent.at(-1)).toMatchObject({ do: "topic.unfollow", topic: "room:a" })
  })

  it("comes back to a map that was left less than 30 s ago, with what it has", async () => {
    const room = await followed()
    topics.unfollow("room:a")
    vi.advanceTimersByTime(29_000)
    expect(topics.follow("room:a")).toBe(room)
    expect(world.wire.sent.at(-1)).toMatchObject({ do: "topic.follow", have: ["e1", 3] })
    world.wire.answer({ epoch: "e1", seq: 3 })
    await settle()
    expect(room.fresh).toBe(true)
    topics.unfollow("room:a")
    vi.advanceTimersByTime(30_000)
    expect(topics.follow("room:a")).not.toBe(room)
  })

  it("tells why it is refused, and may be tried again", async () => {
    const room = topics.follow("room:a")
    world.wire.say({ ref: 1, error: { code: "not_found", message: "There is no such room." } })
    await settle()
    expect(room.error?.code).toBe("not_found")
    topics.retry("room:a")
    world.wire.answer({ epoch: "e1", seq: 3 })
    await settle()
    expect(room.error).toBeNull()
  })
})

it("forgets a topic that may not be followed any more, and says why", async () => {
  const room = await followed()
  world.wire.say({ topic: "room:a", closed: { code: "removed", message: "A moderator has asked you to leave." } })
  expect([room.error?.code, room.ready, room.list("message").length]).toEqual(["removed", false, 0])
  topics.retry("room:a")
  expect(world.wire.sent.at(-1)).toEqual({ topic: "room:a", ref: 2, do: "topic.follow" })
})

describe("healing", () => {
  it("asks again with what it has when a change is missing", async () => {
    const room = await followed()
    world.wire.say({ topic: "room:a", prev: 5, seq: 6, put: [message("6")] })
    expect(room.fresh).toBe(false)
    expect(world.wire.sent.at(-1)).toMatchObject({ do: "topic.follow", have: ["e1", 3] })
    world.wire.say({ topic: "room:a", prev: 3, seq: 6, put: [message("5"), message("6")] })
    expect(room.list("message")).toHaveLength(4)
    expect(room.fresh).toBe(true)
  })

  it("is not fresh while the line is broken, keeps the map, and catches up", async () => {
    const room = await followed()
    world.wire.drop(1006)
    expect([room.fresh, room.ready, room.list("message").length]).toEqual([false, true, 2])
    world.pass(world.nextWait())
    world.wire.accept()
    expect(world.wire.sent).toMatchObject([{ do: "topic.follow", topic: "room:a", have: ["e1", 3] }])
    world.wire.answer({ epoch: "e1", seq: 3 })
    await settle()
    expect(room.fresh).toBe(true)
  })

  it("hears what is said and not kept", async () => {
    const room = await followed()
    const heard: unknown[] = []
    const stop = room.onSay((views) => heard.push(...views))
    world.wire.say({ topic: "room:a", say: [{ kind: "reactions", id: "r" }] })
    stop()
    world.wire.say({ topic: "room:a", say: [{ kind: "reactions", id: "s" }] })
    expect(heard).toEqual([{ kind: "reactions", id: "r" }])
  })

  it("hears of one kind alone", async () => {
    const mine = await followed()
    const heard: string[] = []
    const stop = mine.onSaid("call_notice", ({ what }) => heard.push(what))
    world.wire.say({ topic: "room:a", say: [{ kind: "reactions", id: "r" }, { kind: "call_notice", id: "room:a", what: "muted" }] })
    stop()
    world.wire.say({ topic: "room:a", say: [{ kind: "call_notice", id: "room:a", what: "removed" }] })
    expect(heard).toEqual(["muted"])
  })
})
