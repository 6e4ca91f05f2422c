import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { LiveError } from "../../live/errors"
import type { Answers, Candidate } from "../../live/wire"
import type { Desk } from "./desk"
import { Janus } from "./janus"
import { FakeCall, FakeConnection, member } from "./testing"

const me = (more = {}) => member("me", 9, { peer: "my-stay", ...more })
const anna = member("anna", 1, { feed: "feed-a" })
const ben = member("ben", 2, { feed: "feed-b" })
const refused = (code: string) => Promise.reject(new LiveError({ code, message: code }))

/** A media server as far as a browser hears of it: it offers what it was asked for until that is accepted. */
class FakeDesk implements Desk {
  readonly asked: string[] = []
  feeds = new Map<string, string[]>()
  refusals: string[] = []
  #pending = ""
  #count = 0

  async publish(link: string): Promise<Answers["call.publish"]> {
    this.#note("publish", link)
    await this.#refuse()
    return { sdp: "an answer", feed: `my-feed-${++this.#count}` }
  }
  async subscribe(link: string, feeds: string[]): Promise<Answers["call.subscribe"]> {
    this.#note(`subscribe ${feeds.join(" ")}`, link)
    await this.#refuse()
    const now = this.feeds.get(link)
    if (!feeds.length && !now) return { fresh: false, streams: [] }
    if (now?.join(" ") === feeds.join(" ") && this.#pending !== link) return { fresh: false, streams: [] }
    this.#pending = link
    this.feeds.set(link, feeds)
    const streams = feeds.flatMap((feed, place) => [
      { mid: String(2 * place), feed, what: "microphone" as const },
      { mid: String(2 * place + 1), feed, what: "camera" as const },
    ])
    return { sdp: `an offer of ${streams.length}`, fresh: now === undefined, streams }
  }
  accept(link: string): Promise<unknown> {
    this.#note("accept", link)
    this.#pending = ""
    return Promise.resolve({})
  }
  async trickle(link: string, candidates: Candidate[]): Promise<unknown> {
    this.#note(`trickle ${candidates.map(({ candidate }) => candidate || "end").join(" ")}`, link)
    await this.#refuse()
    return {}
  }
  /** As another process, or one that was started anew. */
  forgets(): void {
    this.feeds.clear()
    this.#pending = ""
  }
  #note(what: string, link: string): void {
    expect(link).toMatch(/^[0-9a-f-]{36}$/)
    this.asked.push(what.trim())
  }
  async #refuse(): Promise<void> {
    const code = this.refusals.shift()
    if (code) await refused(code)
  }
}

class ServerConnection extends FakeConnection {
  remoteDescription: { sdp: string } | null = null
  override setRemoteDescription(described: { type: string; sdp?: string }): Promise<void> {
    this.remoteDescription = { sdp: described.sdp ?? "" }
    const sections = Number(/\d+$/.exec(described.sdp ?? "")?.[0] ?? 0)
    while (described.type === "offer" && this.transceivers.length < sections) {
      this.addTransceiver(this.transceivers.length % 2 ? "video" : "audio")
      Object.assign(this.transceivers.at(-1)!, { mid: String(this.transceivers.length - 1) })
    }
    return super.setRemoteDescription(described)
  }
}

let call: FakeCall
let desk: FakeDesk
let janus: Janus
const made: ServerConnection[] = []
const settle = () => vi.advanceTimersByTimeAsync(0)
const out = () => made.filter(({ transceivers, done }) => transceivers.length && done[0] === "local offer").at(-1)!
const into = () => made.filter(({ done }) => done[0] === "remote offer").at(-1)!
const open = () => made.filter(({ connectionState }) => connectionState !== "closed").length

beforeEach(() => {
  vi.useFakeTimers()
  made.length = 0
  call = new FakeCall()
  desk = new FakeDesk()
  janus = new Janus(call, desk, (config) => {
    const connection = new ServerConnection(config)
    made.push(connection)
    return connection as unknown as RTCPeerConnection
  })
})
afterEach(() => {
  janus.stop()
  vi.useRealTimers()
})

describe("sending", () => {
  it("offers a microphone first, then a camera and a screen, whether or not they are on", async () => {
    janus.meet(me(), [])
    await settle()
    expect(out().transceivers.map(({ receiver }) => receiver.track.kind)).toEqual(["audio", "video", "video"])
    expect(out().done).toEqual(["local offer", "remote answer"])
    const [voice, slides] = ["my voice", "my slides"] as unknown as MediaStreamTrack[]
    janus.send({ audio: voice!, video: null, screen: slides! })
    expect(out().transceivers.map(({ sender }) => sender.track)).toEqual(["my voice", null, "my slides"])
    expect(desk.asked).toEqual(["publish"])
  })

  it("is not for those who listen", async () => {
    janus.meet(me({ listens: true }), [])
    await settle()
    expect([desk.asked, made]).toEqual([[], []])
    janus.meet(me(), [])
    await settle()
    expect(desk.asked).toEqual(["publish"])
  })

  it("tells candidates once the server knows the connection", async () => {
    janus.meet(me(), [])
    made[0]!.finds("one")
    made[0]!.finds("two")
    await vi.advanceTimersByTimeAsync(100)
    expect(desk.asked).toEqual(["publish", "trickle one two"])
  })

  it("begins anew when the others can receive it no longer", async () => {
    janus.meet(me(), [])
    await settle()
    janus.meet(me({ feed: "my-feed-1" }), [])
    janus.meet(me(), [])
    await settle()
    expect(desk.asked).toEqual(["publish", "publish"])
    expect(open()).toBe(1)
  })

  it("is tried again while the media server is away, and not when it does not fit", async () => {
    desk.refusals = ["media_down", "media_down"]
    janus.meet(me(), [])
    await vi.advanceTimersByTimeAsync(1_100)
    expect(desk.asked).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(1_100)
    expect(desk.asked).toHaveLength(3)
    desk.refusals = ["conflict"]
    janus.networkChanged()
    await vi.advanceTimersByTimeAsync(5_000)
    expect(desk.asked).toHaveLength(4)
  })
})

describe("receiving", () => {
  it("has all others on one connection, and knows whose is what", async () => {
    janus.meet(me({ listens: true }), [anna, ben])
    await settle()
    expect(desk.asked).toEqual(["subscribe feed-a feed-b", "accept", "subscribe feed-a feed-b"])
    expect(call.told).toContain("anna media")
    expect(call.told.at(-1)).toBe("ben connecting")
    into().becomes("connected")
    expect(call.told.slice(-2)).toEqual(["anna connected", "ben connected"])
    expect(janus.levels()).toEqual(new Map([["anna", 0.5], ["ben", 0.5]]))
  })

  it("asks for what has changed meanwhile when the one before is agreed on", async () => {
    janus.meet(me({ listens: true }), [anna])
    janus.meet(me({ listens: true }), [anna, ben])
    await settle()
    expect(desk.asked.filter((what) => what.startsWith("subscribe"))).toEqual(["subscribe feed-a", "subscribe feed-a feed-b", "subscribe feed-a feed-b"])
    expect(made).toHaveLength(1)
  })

  it("waits for those whose media are not there yet", async () => {
    janus.meet(me({ listens: true }), [member("anna", 1)])
    await settle()
    expect(desk.asked).toEqual([])
    expect(call.told.at(-1)).toBe("anna connecting")
    janus.meet(me({ listens: true }), [member("anna", 1, { listens: true })])
    expect(call.told.at(-1)).toBe("anna connected")
  })

  it("says who has gone", async () => {
    janus.meet(me({ listens: true }), [anna, ben])
    await settle()
    janus.meet(me({ listens: true }), [ben])
    await settle()
    expect(call.told).toContain("anna gone")
    expect(desk.asked).toContain("subscribe feed-b")
  })

  it("is built anew after a while without connection", async () => {
    janus.meet(me({ listens: true }), [anna])
    await settle()
    into().becomes("connected")
    into().becomes("disconnected")
    expect(call.told.at(-1)).toBe("anna lost")
    await vi.advanceTimersByTimeAsync(3_100)
    expect([made.length, open()]).toEqual([2, 1])
    into().becomes("connected")
    expect(call.told.at(-1)).toBe("anna connected")
  })
})

describe("when the line to the server is open again", () => {
  it("nothing is built anew if the server still knows us", async () => {
    janus.meet(me(), [anna])
    await settle()
    janus.lineIsBack()
    await vi.advanceTimersByTimeAsync(100)
    expect(desk.asked.slice(-2)).toEqual(["subscribe feed-a", "trickle end"])
    expect(made).toHaveLength(2)
  })

  it("both are, if it does not", async () => {
    janus.meet(me(), [anna])
    await settle()
    desk.forgets()
    // The first question is about what I receive.
    desk.refusals = ["", "link_gone"]
    janus.lineIsBack()
    await vi.advanceTimersByTimeAsync(100)
    expect(desk.asked.filter((what) => what === "publish")).toHaveLength(2)
    expect([made.length, open()]).toEqual([4, 2])
  })
})

it("lets go of everything in the end", async () => {
  janus.meet(me(), [anna])
  await settle()
  janus.stop()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(open()).toBe(0)
  expect(call.told.at(-1)).toBe("anna gone")
})
