import { asLiveError } from "../../live/errors"
import type { Member, ReceivedStream } from "../../live/wire"
import type { Desk } from "./desk"
import { connectionConfig, kindOf, NOTHING, SECTIONS, type Engine, type Quality, type Servers, type Surroundings, type Tracks } from "./engine"
import { Leg } from "./leg"
import { Patience } from "./patience"
import { qualityOf, received, type Received } from "./quality"

/** After a refusal that passes it is tried again after this time (ms). */
const AGAIN_MS = 1_000
const PASSING = new Set(["media_down", "busy", "too_fast", "broken", "link_gone", "call_full", "unreachable", "line_lost"])
/** The camera in three sizes, the largest first: the media server sends each receiver what their line can take. */
const LAYERS: RTCRtpEncodingParameters[] = [{ rid: "h" }, { rid: "m", scaleResolutionDownBy: 2 }, { rid: "l", scaleResolutionDownBy: 4 }]

/** What comes from one other member. */
interface Sender {
  feed: string | null
  listens: boolean
  reached: boolean
  before: Received | null
}

/** Engine 2: one connection with a media server to send, and one to receive everybody else. */
export class Janus implements Engine {
  readonly #around: Surroundings
  readonly #desk: Desk
  readonly #connect: (config: RTCConfiguration) => RTCPeerConnection
  readonly #patience = { out: new Patience(), in: new Patience() }
  readonly #senders = new Map<string, Sender>()
  readonly #timers = new Set<ReturnType<typeof setTimeout>>()
  #config: RTCConfiguration
  #tracks: Tracks = NOTHING
  #out: Leg | null = null
  #in: Leg | null = null
  /** What the connection to receive has in each of its sections. */
  #streams: readonly ReceivedStream[] = []
  /** The feed that I publish, and whether the map has shown it. */
  #feed: string | null = null
  #shown = false
  #sends = false
  #receiving = false
  #changed = false
  #stopped = false

  constructor(around: Surroundings, desk: Desk, connect = (config: RTCConfiguration) => new RTCPeerConnection(config)) {
    this.#around = around
    this.#desk = desk
    this.#connect = connect
    this.#config = connectionConfig(around.servers)
  }

  meet(me: Member, others: readonly Member[]): void {
    this.#seat(me)
    let changed = false
    const here = new Set(others.map(({ id }) => id))
    for (const person of this.#senders.keys()) if (!here.has(person)) changed = this.#part(person) || changed
    for (const { id, feed, listens } of others) {
      const known = this.#senders.get(id) ?? { feed: null, listens, reached: false, before: null }
      changed ||= known.feed !== (feed ?? null)
      this.#senders.set(id, Object.assign(known, { feed: feed ?? null, listens }))
    }
    if (changed) void this.#receive()
    this.#tellReach()
  }

  /** Signals go between members only. */
  hear(): void {}

  send(tracks: Tracks): void {
    this.#tracks = tracks
    this.#attach()
  }

  useServers(servers: Servers): void {
    this.#config = connectionConfig(servers)
    for (const leg of [this.#out, this.#in]) leg?.pc.setConfiguration(this.#config)
  }

  networkChanged(): void {
    if (this.#sends) this.#publish()
    this.#receiveAnew()
  }

  /** A process that knows nothing of my connections says so; what flows goes on until there is something better. */
  lineIsBack(): void {
    void this.#receive()
    const leg = this.#out
    if (leg && this.#feed) this.#desk.trickle(leg.id, [{ candidate: "" }]).catch((thrown: unknown) => this.#again(leg, thrown, () => this.#publish()))
  }

  levels(): ReadonlyMap<string, number> {
    const found = new Map<string, number>()
    for (const [person, { audio }] of this.#receivers()) {
      const sources = audio?.getSynchronizationSources() ?? []
      found.set(person, Math.max(0, ...sources.map(({ audioLevel }) => audioLevel ?? 0)))
    }
    return found
  }

  async qualities(): Promise<ReadonlyMap<string, Quality>> {
    const found = new Map<string, Quality>()
    if (!this.#in?.stands) return found
    const report = [...((await this.#in.pc.getStats()).values() as Iterable<Record<string, unknown>>)]
    for (const [person, sender] of this.#senders) {
      const mids = new Set(this.#streams.filter(({ feed }) => feed === sender.feed).map(({ mid }) => mid))
      if (!mids.size) continue
      const now = received(report.filter(({ type, mid }) => type !== "inbound-rtp" || mids.has(String(mid))))
      if (sender.before) found.set(person, qualityOf(sender.before, now))
      sender.before = now
    }
    return found
  }

  stop(): void {
    this.#stopped = true
    for (const timer of this.#timers) clearTimeout(timer)
    this.#out?.close()
    this.#in?.close()
    for (const person of [...this.#senders.keys()]) this.#part(person)
  }

  // ---- sending

  /** My own seat: whether I send, and whether the others can receive it. */
  #seat(me: Member): void {
    if (me.feed && me.feed === this.#feed) this.#shown = true
    const lost = this.#shown && !me.feed
    if (me.listens) {
      this.#sends = false
      this.#out?.close()
      this.#out = null
    } else if (!this.#sends || lost) {
      this.#sends = true
      this.#publish()
      // The server has lost what I sent; perhaps also what I receive. It says so when it is asked.
      if (lost) void this.#receive()
    }
  }

  #publish(): void {
    this.#out?.close()
    this.#feed = null
    this.#shown = false
    const leg = (this.#out = this.#leg(this.#patience.out, () => this.#publish()))
    for (const section of SECTIONS) {
      leg.pc.addTransceiver(kindOf(section), { direction: "sendonly", ...(section === "video" && { sendEncodings: LAYERS }) })
    }
    this.#attach()
    void this.#offer(leg)
  }

  async #offer(leg: Leg): Promise<void> {
    try {
      await leg.pc.setLocalDescription()
      const { sdp, feed } = await this.#desk.publish(leg.id, leg.pc.localDescription!.sdp)
      if (leg.closed) return
      this.#feed = feed
      leg.known()
      await leg.pc.setRemoteDescription({ type: "answer", sdp })
    } catch (thrown) {
      this.#again(leg, thrown, () => this.#publish())
    }
  }

  #attach(): void {
    for (const [at, { sender }] of (this.#out?.pc.getTransceivers() ?? []).entries()) {
      const track = this.#tracks[SECTIONS[at]!]
      // A track that has ended meanwhile is refused; the next change brings another.
      if (sender.track !== track) sender.replaceTrack(track).catch(() => {})
    }
  }

  // ---- receiving

  #receiveAnew(): void {
    this.#in?.close()
    this.#in = null
    this.#streams = []
    this.#tellMedia()
    this.#tellReach()
    void this.#receive()
  }

  /** Has the feeds sent that there are: one agreement at a time, until nothing is left to agree on. */
  async #receive(): Promise<void> {
    this.#changed = true
    if (this.#receiving) return
    this.#receiving = true
    while (this.#changed && !this.#stopped) {
      this.#changed = false
      await this.#agree()
    }
    this.#receiving = false
  }

  async #agree(): Promise<void> {
    const feeds = [...this.#senders.values()].flatMap(({ feed }) => feed ?? [])
    if (!feeds.length && !this.#in) return
    const leg = (this.#in ??= this.#leg(this.#patience.in, () => this.#receiveAnew()))
    try {
      const { sdp, fresh, streams } = await this.#desk.subscribe(leg.id, feeds)
      if (!sdp || leg.closed) return
      // The server began anew: what we had with it is nothing any more.
      if (fresh && leg.pc.remoteDescription) return this.#forget(leg)
      await leg.pc.setRemoteDescription({ type: "offer", sdp })
      await leg.pc.setLocalDescription()
      await this.#desk.accept(leg.id, leg.pc.localDescription!.sdp)
      if (leg.closed) return
      leg.known()
      this.#streams = streams
      this.#tellMedia()
      this.#tellReach()
      // What was asked for may have come after this offer was made.
      this.#changed = true
    } catch (thrown) {
      this.#again(leg, thrown, () => this.#receiveAnew())
    }
  }

  #forget(leg: Leg): void {
    leg.close()
    if (this.#in === leg) this.#in = null
    this.#streams = []
    this.#changed = true
  }

  #receivers(): [string, Record<(typeof SECTIONS)[number], RTCRtpReceiver | null>][] {
    const byMid = new Map((this.#in?.pc.getTransceivers() ?? []).map(({ mid, receiver }) => [mid, receiver]))
    const found = (feed: string | null, what: ReceivedStream["what"]) => {
      const stream = feed === null ? undefined : this.#streams.find((each) => each.feed === feed && each.what === what)
      return (stream && byMid.get(stream.mid)) ?? null
    }
    return [...this.#senders].map(([person, { feed }]) => [person, { audio: found(feed, "microphone"), video: found(feed, "camera"), screen: found(feed, "screen") }])
  }

  // ---- both

  #leg(patience: Patience, onLost: () => void): Leg {
    return new Leg({
      patience,
      connect: () => this.#connect(this.#config),
      trickle: async (link, candidates) => void (await this.#desk.trickle(link, candidates)),
      online: () => this.#around.online(),
      onChange: () => this.#tellReach(),
      onLost,
    })
  }

  /** Once more a little later, if it may go better then. What does not fit any more is put right by the map. */
  #again(leg: Leg, thrown: unknown, act: () => void): void {
    if (leg.closed || this.#stopped) return
    const { code, wait } = asLiveError(thrown)
    if (!PASSING.has(code)) return
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer)
        if (!leg.closed && !this.#stopped) act()
      },
      code === "link_gone" ? 0 : wait === null ? AGAIN_MS : wait * 1000,
    )
    this.#timers.add(timer)
  }

  /** Whether somebody whom I received is no more. */
  #part(person: string): boolean {
    const had = this.#senders.get(person)?.feed != null
    this.#senders.delete(person)
    this.#around.onMedia(person, null)
    this.#around.onReach(person, null)
    return had
  }

  #tellMedia(): void {
    for (const [person, { audio, video, screen }] of this.#receivers()) {
      this.#around.onMedia(person, { audio: audio?.track ?? null, video: video?.track ?? null, screen: screen?.track ?? null })
    }
  }

  #tellReach(): void {
    if (this.#stopped) return
    const here = new Set(this.#in?.stands ? this.#streams.map(({ feed }) => feed) : [])
    for (const [person, sender] of this.#senders) {
      const stands = sender.listens || (sender.feed !== null && here.has(sender.feed))
      sender.reached ||= stands
      this.#around.onReach(person, stands ? "connected" : sender.reached ? "lost" : "connecting")
    }
  }
}
