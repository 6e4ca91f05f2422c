import { beforeEach, describe, expect, it } from "vitest"
import { LiveError } from "./errors"
import { Socket } from "./socket"
import { FakeWorld } from "./testing"

let world: FakeWorld
let socket: Socket
const code = (error: unknown) => (error as LiveError).code

beforeEach(() => {
  world = new FakeWorld()
  socket = new Socket(world)
})

function opened(): void {
  socket.start()
  world.wire.accept()
}

describe("the line", () => {
  it("tells its state and since when", () => {
    const states: string[] = []
    socket.onState = (state) => states.push(state)
    opened()
    world.pass(1000)
    world.wire.drop(1006)
    expect(states).toEqual(["connecting", "open", "reconnecting"])
    expect(socket.since).toBe(world.now())
  })

  it("waits longer after every failure, with full jitter, up to 30 s", () => {
    socket.start()
    world.chance = 1
    const waits = Array.from({ length: 9 }, () => {
      world.wire.drop(1006)
      const wait = world.nextWait()
      world.pass(wait)
      return wait
    })
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000])
    world.chance = 0.25
    world.wire.drop(1006)
    expect(world.nextWait()).toBe(7500)
  })

  it("stops when it is told that we are signed out or banned", async () => {
    opened()
    const asked = socket.ask("chat.post", {}).catch(code)
    world.wire.drop(4401)
    expect(await asked).toBe("signed_out")
    expect(socket.state).toBe("signed_out")
    expect(world.timers).toBe(0)
    expect(await socket.ask("chat.post", {}).catch(code)).toBe("signed_out")
    socket.start()
    world.wire.accept()
    world.wire.drop(4403)
    expect(socket.state).toBe("banned")
  })

  it("asks whether we are signed in when the upgrade is refused", async () => {
    world.stillSignedIn = false
    socket.start()
    world.wire.drop(1006)
    await Promise.resolve()
    await Promise.resolve()
    expect(socket.state).toBe("signed_out")
  })

  it("is offline until the browser is online again, then comes back at once", () => {
    opened()
    socket.goneOffline()
    expect(socket.state).toBe("offline")
    expect(world.timers).toBe(0)
    socket.wake()
    world.wire.accept()
    expect(socket.state).toBe("open")
  })

  it("hangs up a line that does not answer", () => {
    opened()
    const first = world.wire
    world.pass(25_000)
    expect(first.sent.at(-1)).toMatchObject({ do: "clock.read" })
    world.pass(6_000)
    expect(socket.state).toBe("reconnecting")
    expect(first.closed).toBe(true)
  })

  it("keeps a quiet line that answers", async () => {
    opened()
    world.pass(25_000)
    world.wire.answer({ now: "2021-04-14T08:24:00.000Z" })
    await Promise.resolve()
    await Promise.resolve()
    world.pass(6_000)
    expect(socket.state).toBe("open")
  })
})

describe("requests", () => {
  it("are answered by their ref", async () => {
    opened()
    const one = socket.ask("a", {})
    const two = socket.ask("b", {})
    world.wire.say({ ref: 2, ok: "second" })
    world.wire.say({ ref: 1, ok: "first", seq: { "room:a": 4 } })
    expect(await one).toEqual({ ok: "first", seq: { "room:a": 4 } })
    expect((await two).ok).toBe("second")
  })

  it("wait for the first line", () => {
    void socket.ask("a", { x: 1 })
    opened()
    expect(world.wire.sent).toEqual([{ x: 1, ref: 1, do: "a" }])
  })

  it("are sent again on the next line until they are answered, refs going on", async () => {
    opened()
    const lost = socket.ask("a", {})
    const answered = socket.ask("b", {})
    world.wire.say({ ref: 2, ok: true })
    await answered
    world.wire.drop(1006)
    world.pass(world.nextWait())
    void socket.ask("c", {})
    world.wire.accept()
    expect(world.wire.sent.map((frame) => [frame.ref, frame.do])).toEqual([[1, "a"], [3, "c"]])
    world.wire.say({ ref: 1, ok: "late" })
    expect((await lost).ok).toBe("late")
    expect(socket.waiting).toBe(1)
  })

  it("that belong to one line are refused with it", async () => {
    opened()
    const follow = socket.ask("topic.follow", {}, { thisLineOnly: true }).catch(code)
    world.wire.drop(1006)
    expect(await follow).toBe("line_lost")
    world.pass(world.nextWait())
    world.wire.accept()
    expect(world.wire.sent).toEqual([])
  })

  it("carry the server's error with its wait and field", async () => {
    opened()
    const asked = socket.ask("a", {}).catch((error: unknown) => error)
    world.wire.say({ ref: 1, error: { code: "too_fast", message: "Slow down.", wait: 4 } })
    expect(await asked).toMatchObject({ code: "too_fast", message: "Slow down.", wait: 4, field: null })
  })

  it("that are too big are refused, and only the biggest", async () => {
    opened()
    void socket.ask("small", {})
    const big = socket.ask("big", { text: "x".repeat(70_000) }).catch(code)
    world.wire.drop(1009)
    expect(await big).toBe("too_large")
    world.pass(world.nextWait())
    world.wire.accept()
    expect(world.wire.sent.map((frame) => frame.do)).toEqual(["small"])
  })
})
