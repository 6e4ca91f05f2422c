import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import type { Tracks } from "./engine"
import { LiveKit } from "./livekit"
import type { Library } from "./livekit-sender"
import { FakeCall, member } from "./testing"

type Kind = "audio" | "video"

class FakeTrack extends EventTarget {
  enabled = true
  readyState = "live"
  contentHint = ""
  readonly kind: Kind
  constructor(kind: Kind, contentHint = "") {
    super()
    this.kind = kind
    this.contentHint = contentHint
  }
}

/** As LiveKit's: what it takes is switched on a moment later, unless it is held for muted. */
class FakeLocal {
  isMuted = false
  readonly track: FakeTrack
  constructor(track: FakeTrack) {
    this.track = track
    queueMicrotask(() => (track.enabled = !this.isMuted))
  }
  unmute(): Promise<void> {
    this.isMuted = false
    this.track.enabled = true
    return Promise.resolve()
  }
}

interface Publication {
  track?: { mediaStreamTrack: string }
  setVideoQuality(quality: number): void
}

class FakeParticipant {
  audioLevel = 0
  connectionQuality = "excellent"
  readonly publications = new Map<string, Publication>()
  readonly wished: number[] = []
  publishes(source: string, track: string): void {
    this.publications.set(source, { track: { mediaStreamTrack: track }, setVideoQuality: (quality) => this.wished.push(quality) })
  }
  getTrackPublication(source: string): Publication | undefined {
    return this.publications.get(source)
  }
}

class FakeRoom {
  state = "disconnected"
  readonly remoteParticipants = new Map<string, FakeParticipant>()
  readonly published: string[] = []
  readonly locals: FakeLocal[] = []
  connected: string[] = []
  refuses = false
  readonly #heard = new Map<string, (() => void)[]>()

  readonly localParticipant = {
    publishTrack: (local: FakeLocal, { source }: { source: string }): Promise<unknown> => {
      if (this.refuses) {
        local.track.readyState = "ended"
        return Promise.reject(new Error("no time"))
      }
      this.published.push(source)
      this.locals.push(local)
      return Promise.resolve({})
    },
    unpublishTrack: (local: FakeLocal, stop: boolean): Promise<unknown> => {
      this.published.push(`no ${local.track.kind}${stop ? ", stopped" : ""}`)
      return Promise.resolve({})
    },
  }
  on(event: string, act: () => void): void {
    this.#heard.set(event, [...(this.#heard.get(event) ?? []), act])
  }
  once(event: string, act: () => void): void {
    this.on(event, act)
  }
  connect(url: string, token: string): Promise<void> {
    this.connected = [url, token]
    if (FakeRoom.away) return Promise.reject(new Error("no way"))
    this.becomes("connected")
    return Promise.resolve()
  }
  disconnect(stop?: boolean): Promise<void> {
    expect(stop).toBe(false)
    this.ends()
    return Promise.resolve()
  }
  becomes(state: string): void {
    this.state = state
    this.tells("connectionStateChanged")
  }
  ends(): void {
    this.becomes("disconnected")
    this.tells("disconnected")
  }
  tells(event: string): void {
    for (const act of this.#heard.get(event) ?? []) act()
  }
  static away = false
}

const events = ["ConnectionStateChanged", "ParticipantConnected", "ParticipantDisconnected", "TrackSubscribed", "TrackUnsubscribed", "Disconnected"]
const rooms: FakeRoom[] = []
const library = {
  Room: class extends FakeRoom {
    constructor() {
      super()
      rooms.push(this)
    }
  },
  RoomEvent: Object.fromEntries(events.map((name) => [name, name[0]!.toLowerCase() + name.slice(1)])),
  Track: { Source: { Microphone: "microphone", Camera: "camera", ScreenShare: "screen_share" } },
  VideoQuality: { LOW: 0, MEDIUM: 1, HIGH: 2 },
  LocalAudioTrack: FakeLocal,
  LocalVideoTrack: FakeLocal,
} as unknown as Library

const me = (more = {}) => member("me", 9, { peer: "my-stay", ...more })
const [anna, ben] = [member("anna", 1), member("ben", 2)]
const tracks = (audio: FakeTrack | null, video: FakeTrack | null = null, screen: FakeTrack | null = null) => ({ audio, video, screen }) as unknown as Tracks
const settle = () => vi.advanceTimersByTimeAsync(0)
const room = () => rooms.at(-1)!

let call: FakeCall
let engine: LiveKit
let asked: number
let refused: boolean
let media: Record<string, unknown>

beforeEach(() => {
  vi.useFakeTimers()
  rooms.length = 0
  FakeRoom.away = refused = false
  asked = 0
  media = {}
  call = new FakeCall()
  call.onMedia = (person, told) => (media[person] = told)
  const ask = () => {
    asked++
    return refused ? Promise.reject(new Error("not_found")) : Promise.resolve({ url: "wss://livekit.test", token: `token ${asked}`, until: "" })
  }
  engine = new LiveKit(call, ask, () => Promise.resolve(library))
})
afterEach(() => {
  engine.stop()
  vi.useRealTimers()
})

/** I am in the room, and so are these. */
async function join(...peers: string[]): Promise<FakeParticipant[]> {
  engine.meet(me(), [anna, ben])
  await settle()
  return peers.map(arrive)
}
function arrive(peer: string): FakeParticipant {
  const there = new FakeParticipant()
  room().remoteParticipants.set(peer, there)
  room().tells("participantConnected")
  return there
}

describe("who is there", () => {
  it("is whom the map shows, by their stays, once they are in the room", async () => {
    await join("anna-stay", "a stranger")
    expect(room().connected).toEqual(["wss://livekit.test", "token 1"])
    expect(call.told).toEqual(["anna connecting", "ben connecting", "anna connected"])
    arrive("ben-stay")
    expect(call.told.at(-1)).toBe("ben connected")
  })

  it("shows their camera and their screen, and nobody else's", async () => {
    const [there, stranger] = await join("anna-stay", "a stranger")
    stranger!.publishes("camera", "not for me")
    there!.publishes("microphone", "her voice")
    there!.publishes("camera", "her face")
    room().tells("trackSubscribed")
    expect(media).toEqual({ anna: { audio: "her voice", video: "her face", screen: null } })
    there!.publishes("screen_share", "her slides")
    room().tells("trackSubscribed")
    expect(media.anna).toEqual({ audio: "her voice", video: "her face", screen: "her slides" })
    engine.meet(me(), [ben])
    expect(media.anna).toBe(null)
  })

  it("is another when their stay is another", async () => {
    const [there] = await join("anna-stay")
    there!.publishes("camera", "her face")
    room().tells("trackSubscribed")
    engine.meet(me(), [{ ...anna, peer: "her next stay" }, ben])
    expect(media.anna).toEqual({ audio: null, video: null, screen: null })
    expect(call.told.at(-1)).toBe("anna connecting")
  })

  it("comes smaller when there are many", async () => {
    const [there] = await join("anna-stay")
    there!.publishes("camera", "her face")
    const others = Array.from({ length: 9 }, (_, at) => member(`p${at}`, at + 2))
    for (const count of [2, 3, 8]) engine.meet(me(), [anna, ...others.slice(0, count)])
    expect(there!.wished).toEqual([2, 1, 0])
  })

  it("tells how loud and how good everybody is", async () => {
    const [there] = await join("anna-stay")
    there!.audioLevel = 0.4
    there!.connectionQuality = "good"
    expect([...engine.levels()]).toEqual([["anna", 0.4], ["ben", 0]])
    expect([...(await engine.qualities())]).toEqual([["anna", "fair"]])
  })
})

describe("what I send", () => {
  it("is published as what it is, when there is a room", async () => {
    const [voice, face] = [new FakeTrack("audio"), new FakeTrack("video")]
    engine.send(tracks(voice, face))
    await join()
    expect(room().published).toEqual(["microphone", "camera"])
    engine.send(tracks(voice, face, new FakeTrack("video", "detail")))
    await settle()
    expect(room().published.slice(2)).toEqual(["screen_share"])
    engine.send(tracks(null))
    await settle()
    expect(room().published.slice(3)).toEqual(["no audio", "no video", "no video"])
  })

  it("is not switched on by being published", async () => {
    const voice = new FakeTrack("audio")
    voice.enabled = false
    engine.send(tracks(voice))
    await join()
    expect([voice.enabled, room().locals[0]!.isMuted]).toEqual([false, true])
    engine.meet(me({ audio: true }), [anna])
    expect([voice.enabled, room().locals[0]!.isMuted]).toEqual([false, true])
    voice.enabled = true
    engine.meet(me({ audio: true }), [anna])
    expect([voice.enabled, room().locals[0]!.isMuted]).toEqual([true, false])
  })

  it("stays muted when a moderator has muted it, until I speak again", async () => {
    const voice = new FakeTrack("audio")
    engine.send(tracks(voice))
    await join()
    room().locals[0]!.isMuted = true
    voice.enabled = false
    engine.meet(me({ audio: false }), [anna])
    expect(room().locals[0]!.isMuted).toBe(true)
    voice.enabled = true
    engine.meet(me({ audio: false }), [anna])
    expect(room().locals[0]!.isMuted).toBe(true)
    engine.meet(me({ audio: true }), [anna])
    expect(room().locals[0]!.isMuted).toBe(false)
  })

  it("is told to have ended when LiveKit has stopped it", async () => {
    await join()
    room().refuses = true
    const voice = new FakeTrack("audio")
    const ended = vi.fn()
    voice.addEventListener("ended", ended)
    engine.send(tracks(voice))
    await settle()
    engine.send(tracks(voice))
    await settle()
    expect(ended).toHaveBeenCalledOnce()
  })
})

describe("a room that is lost", () => {
  it("is joined again with another ticket, and what I send with it", async () => {
    const voice = new FakeTrack("audio")
    engine.send(tracks(voice))
    await join("anna-stay")
    await vi.advanceTimersByTimeAsync(20_000)
    room().ends()
    await settle()
    expect(call.told.at(-1)).toBe("anna lost")
    await vi.advanceTimersByTimeAsync(500)
    expect(room().connected).toEqual(["wss://livekit.test", "token 2"])
    expect(room().published).toEqual(["microphone"])
    arrive("anna-stay")
    expect(call.told.at(-1)).toBe("anna connected")
  })

  it("is told while LiveKit brings it back itself", async () => {
    await join("anna-stay")
    room().becomes("reconnecting")
    expect(call.told.at(-1)).toBe("anna lost")
    room().becomes("connected")
    expect(call.told.at(-1)).toBe("anna connected")
    room().becomes("signalReconnecting")
    expect(call.told.at(-1)).toBe("anna connected")
    expect(asked).toBe(1)
  })

  it("is asked for less and less often while there is none", async () => {
    refused = true
    await join()
    await vi.advanceTimersByTimeAsync(7_600)
    expect(asked).toBe(5)
    await vi.advanceTimersByTimeAsync(16_000)
    expect(asked).toBe(7)
    refused = false
    FakeRoom.away = true
    await vi.advanceTimersByTimeAsync(8_000)
    FakeRoom.away = false
    await vi.advanceTimersByTimeAsync(8_000)
    expect(room().state).toBe("connected")
  })

  it("is over when the engine is", async () => {
    await join("anna-stay")
    const last = room()
    engine.stop()
    expect(last.state).toBe("disconnected")
    expect(media.anna).toBe(null)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked).toBe(1)
  })

  it("is not asked for by an engine that was stopped in between", async () => {
    refused = true
    await join()
    engine.stop()
    await vi.advanceTimersByTimeAsync(60_000)
    expect([asked, rooms.length]).toEqual([1, 0])
  })
})

describe("who came to listen", () => {
  it("comes again at once to speak", async () => {
    const listening = me({ listens: true, audio: false })
    engine.meet(listening, [anna])
    await settle()
    expect(asked).toBe(1)
    engine.send(tracks(new FakeTrack("audio")))
    engine.meet(me(), [anna])
    await settle()
    expect(asked).toBe(2)
    expect(room().published).toEqual(["microphone"])
    engine.meet(me(), [anna, ben])
    await settle()
    expect(asked).toBe(2)
  })
})
