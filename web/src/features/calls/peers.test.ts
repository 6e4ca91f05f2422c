import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import type { Tracks } from "./engine"
import { Peers } from "./peers"
import { FakeCall, member, signal } from "./testing"

const me = (order: number) => member("me", order, { peer: "my-stay" })
const anna = member("anna", 5)
const EARLY = "01900000-0000-7000-8000-000000000000"
const LATER = "01900000-0001-7000-8000-000000000000"
const kinds = (call: FakeCall) => call.sent.map(({ description, candidates }) => description?.type ?? candidates.length)

let call: FakeCall
let peers: Peers

beforeEach(() => {
  vi.useFakeTimers()
  call = new FakeCall()
  peers = new Peers(call, call.connect)
})
afterEach(() => {
  peers.stop()
  vi.useRealTimers()
})
const settle = () => vi.advanceTimersByTimeAsync(0)

describe("who begins", () => {
  it("is the newcomer", async () => {
    peers.meet(me(7), [anna])
    await settle()
    expect(call.sent).toMatchObject([{ to: "anna-stay", description: { type: "offer" } }])
    peers.hear(signal("anna", call.sent[0]!.link, "answer"))
    await settle()
    expect(call.last.done).toEqual(["local offer", "remote answer"])
  })

  it("is never the other one, who answers and sends in return", async () => {
    peers.send({ audio: "my voice" as unknown as MediaStreamTrack, video: null, screen: null })
    peers.meet(me(3), [anna])
    await settle()
    expect([call.sent, call.connections]).toEqual([[], []])
    peers.hear(signal("anna", EARLY, "offer"))
    await settle()
    expect(call.last.done).toEqual(["remote offer", "local answer"])
    expect(call.sent).toMatchObject([{ link: EARLY, description: { type: "answer" } }])
    expect(call.last.transceivers[0]?.sender.track).toBe("my voice")
  })

  it("is everybody with those who were there before", async () => {
    peers.meet(me(5), [member("anna", 4), member("ben", 6), member("cleo", 2)])
    await settle()
    expect(call.sent.map(({ to }) => to)).toEqual(["anna-stay", "cleo-stay"])
  })
})

describe("signals", () => {
  it("may come before the map shows whose they are", async () => {
    peers.hear(signal("anna", EARLY, "offer"))
    peers.hear(signal("anna", EARLY, ["one"]))
    peers.meet(me(3), [anna])
    await settle()
    expect(call.last.done).toEqual(["remote offer", "local answer", "one"])
  })

  it("of an older link or of no link are ignored, and an offer of a newer one replaces it", async () => {
    peers.meet(me(3), [anna])
    peers.hear(signal("anna", LATER, ["of no link"]))
    peers.hear(signal("anna", LATER, "offer"))
    peers.hear(signal("anna", EARLY, "offer"))
    peers.hear(signal("anna", EARLY, ["of an older link"]))
    await settle()
    expect(call.connections).toHaveLength(1)
    expect(call.last.done).toEqual(["remote offer", "local answer"])
    const newest = LATER.replace("0001", "0002")
    peers.hear(signal("anna", newest, "offer"))
    await settle()
    expect(call.connections.map(({ connectionState }) => connectionState)).toEqual(["closed", "new"])
  })

  it("for another stay of mine, and offers of links that I begin, are ignored", async () => {
    peers.meet(me(7), [anna])
    await settle()
    peers.hear({ ...signal("anna", call.sent[0]!.link, "answer"), to: "my-stay-before" })
    peers.hear(signal("anna", "ffffffff-ffff-7fff-8fff-ffffffffffff", "offer"))
    await settle()
    expect(call.last.done).toEqual(["local offer"])
    expect(call.connections).toHaveLength(1)
  })

  it("are taken one after the other", async () => {
    peers.meet(me(3), [anna])
    peers.hear(signal("anna", EARLY, "offer"))
    for (const candidates of [["one", "two"], ["three"]]) peers.hear(signal("anna", EARLY, candidates))
    await settle()
    expect(call.last.done).toEqual(["remote offer", "local answer", "one", "two", "three"])
  })

  it("carry the candidates of a moment together, at most 32", async () => {
    peers.meet(me(7), [anna])
    await settle()
    for (let at = 0; at < 40; at++) call.last.finds(`candidate ${at}`)
    expect(kinds(call)).toEqual(["offer"])
    await vi.advanceTimersByTimeAsync(60)
    expect(kinds(call)).toEqual(["offer", 32, 8])
    expect(call.sent[1]?.candidates[0]).toEqual({ candidate: "candidate 0", sdp_mid: "0", sdp_m_line_index: 0, username_fragment: "u" })
  })
})

describe("both offering at once", () => {
  it("the newcomer gives way, but not before its own offer is made", async () => {
    peers.meet(me(7), [anna])
    await settle()
    const { link } = call.sent[0]!
    peers.hear(signal("anna", link, "answer"))
    await settle()
    call.last.hold()
    call.last.onnegotiationneeded?.()
    peers.hear(signal("anna", link, "offer"))
    await settle()
    expect(call.last.done).toEqual(["local offer", "remote answer"])
    call.last.release?.()
    await settle()
    expect(call.last.done.slice(2)).toEqual(["local offer", "remote offer", "local answer"])
  })

  it("the other one goes on with its own", async () => {
    peers.meet(me(3), [anna])
    peers.hear(signal("anna", EARLY, "offer"))
    await settle()
    call.last.onnegotiationneeded?.()
    await settle()
    peers.hear(signal("anna", EARLY, "offer"))
    peers.hear(signal("anna", EARLY, ["of the offer that is ignored"]))
    peers.hear(signal("anna", EARLY, "answer"))
    await settle()
    expect(call.last.done).toEqual(["remote offer", "local answer", "local offer", "remote answer"])
  })
})

describe("a link that does not come about", () => {
  it("is built anew after 8 s by the one who began", async () => {
    peers.meet(me(7), [anna])
    await vi.advanceTimersByTimeAsync(7_900)
    expect(call.connections).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(200)
    expect(call.connections.map(({ connectionState }) => connectionState)).toEqual(["closed", "new"])
    expect(call.sent.map(({ description }) => description?.type)).toEqual(["offer", "offer"])
    expect(call.sent[1]!.link > call.sent[0]!.link).toBe(true)
    call.last.becomes("connected")
    await vi.advanceTimersByTimeAsync(20_000)
    expect(call.connections).toHaveLength(2)
    expect(call.told.at(-1)).toBe("anna connected")
  })

  it("waits while nobody would hear of another one", async () => {
    call.isOnline = false
    peers.meet(me(7), [anna])
    await vi.advanceTimersByTimeAsync(30_000)
    expect(call.connections).toHaveLength(1)
    call.isOnline = true
    await vi.advanceTimersByTimeAsync(8_000)
    expect(call.connections).toHaveLength(2)
  })
})

describe("a link that breaks", () => {
  beforeEach(async () => {
    peers.meet(me(7), [anna])
    await settle()
    peers.hear(signal("anna", call.sent[0]!.link, "answer"))
    await settle()
    call.last.becomes("connected")
  })

  it("looks for another way after 3 s, and at once when it has failed or the network is another", async () => {
    call.last.becomes("disconnected")
    expect(call.told.at(-1)).toBe("anna lost")
    await vi.advanceTimersByTimeAsync(2_900)
    expect(call.last.done).not.toContain("restart")
    await vi.advanceTimersByTimeAsync(200)
    expect(call.last.done).toContain("restart")
    call.last.becomes("connected")
    call.last.becomes("failed")
    await settle()
    peers.networkChanged()
    expect(call.last.done.filter((what) => what === "restart")).toHaveLength(3)
  })

  it("tells camera and screen apart by their places, as they were offered", () => {
    const heard: unknown[] = []
    call.onMedia = (_person, media) => heard.push(media)
    const [, camera, screen] = call.last.transceivers
    call.last.ontrack?.({ track: "her slides", transceiver: screen })
    call.last.ontrack?.({ track: "her face", transceiver: camera })
    expect(heard.at(-1)).toEqual({ audio: null, video: "her face", screen: "her slides" })
  })

  it("does nothing when it comes back by itself", async () => {
    call.last.becomes("disconnected")
    call.last.becomes("connected")
    await vi.advanceTimersByTimeAsync(10_000)
    expect([call.last.done.includes("restart"), call.connections.length]).toEqual([false, 1])
  })

  it("stays when the same people are told again, and ends with another stay", async () => {
    peers.meet(me(7), [anna])
    expect(call.connections).toHaveLength(1)
    peers.meet(me(7), [{ ...anna, peer: "anna-again", order: 9 }])
    await settle()
    expect(call.last.connectionState).toBe("closed")
    expect(call.told.slice(-2)).toEqual(["anna gone", "anna connecting"])
  })

  it("changes its tracks without a word, and takes new credentials", async () => {
    const before = call.sent.length
    peers.send({ audio: "another voice", video: "another picture", screen: "my slides" } as unknown as Tracks)
    expect(call.last.transceivers.map(({ sender }) => sender.track)).toEqual(["another voice", "another picture", "my slides"])
    peers.useServers({ servers: [{ urls: ["turn:t"], username: "u", credential: "c" }], relay_only: true, until: null })
    expect(call.last.config).toEqual({ iceServers: [{ urls: ["turn:t"], username: "u", credential: "c" }], iceTransportPolicy: "relay" })
    expect(call.sent).toHaveLength(before)
    expect(peers.levels().get("anna")).toBe(0.5)
  })
})
