import type { RemoteParticipant, Room } from "livekit-client"
import type { Answers, Member } from "../../live/wire"
import { NOTHING, SECTIONS, type Engine, type Quality, type Reach, type RemoteMedia, type Surroundings, type Tracks } from "./engine"
import { Sender, type Library } from "./livekit-sender"

/** The pauses (ms) before it is tried again, the last one again and again. */
const PAUSES = [500, 1_000, 2_000, 4_000, 8_000]
/** Who was in the room for so long (ms) begins with the first pause again. */
const STAYED_MS = 10_000
/** With more others than these, their cameras come smaller. */
const MANY = 3
const CROWD = 8
const OPTIONS = { adaptiveStream: false, dynacast: true, stopLocalTrackOnUnpublish: false }
const QUALITIES: Readonly<Record<string, Quality>> = { excellent: "good", good: "fair", poor: "poor", lost: "poor" }

/** What the others are told of one member. */
interface Shown extends RemoteMedia {
  readonly peer: string
  readonly reach: Reach
}

/**
 * Engine 3: everybody in a room on LiveKit, where they are named by their stays. Whom the map does not show is neither
 * seen nor heard. LiveKit's library looks after the connection, and is loaded when the first call needs it; if it gives
 * up, or the room is closed to me, I come again with a new ticket, as long as the server gives me one.
 */
export class LiveKit implements Engine {
  readonly #around: Pick<Surroundings, "onMedia" | "onReach">
  readonly #ask: () => Promise<Answers["call.ticket"]>
  readonly #load: () => Promise<Library>
  readonly #shown = new Map<string, Shown>()
  #library: Library | null = null
  #room: Room | null = null
  #sender: Sender | null = null
  #me: Member | null = null
  #others: readonly Member[] = []
  #tracks: Tracks = NOTHING
  /** I came to listen: then the ticket is one to listen with. */
  #listens = false
  /** Ends the pause before the next attempt. */
  #wake: (() => void) | null = null
  #over = false

  constructor(
    around: Pick<Surroundings, "onMedia" | "onReach">,
    ask: () => Promise<Answers["call.ticket"]>,
    load: () => Promise<Library> = () => import("livekit-client"),
  ) {
    this.#around = around
    this.#ask = ask
    this.#load = load
  }

  meet(me: Member, others: readonly Member[]): void {
    const first = this.#me === null
    this.#me = me
    this.#others = others
    if (first) void this.#stay()
    this.#turnUp()
    this.#look()
  }

  send(tracks: Tracks): void {
    this.#tracks = tracks
    this.#sender?.want(tracks)
  }

  levels(): ReadonlyMap<string, number> {
    return new Map(this.#others.map(({ id, peer }) => [id, this.#at(peer)?.audioLevel ?? 0]))
  }

  qualities(): Promise<ReadonlyMap<string, Quality>> {
    const found = this.#others.map(({ id, peer }) => [id, QUALITIES[this.#at(peer)?.connectionQuality ?? ""]] as const)
    return Promise.resolve(new Map(found.filter((each): each is readonly [string, Quality] => each[1] !== undefined)))
  }

  stop(): void {
    this.#over = true
    this.#wake?.()
    void this.#room?.disconnect(false)
    this.#others = []
    this.#look()
  }

  // Nobody signals here, the ways to LiveKit are its own, and it notices itself when the network is another one.
  hear(): void {}
  useServers(): void {}
  networkChanged(): void {}

  /** In the room, and in again, until it is over. */
  async #stay(): Promise<void> {
    let misses = 0
    while (!this.#over) {
      const began = Date.now()
      await this.#visit()
      const turned = this.#listens && !this.#me?.listens
      misses = turned || Date.now() - began > STAYED_MS ? 0 : misses + 1
      if (!this.#over && !turned) await this.#pause(PAUSES[Math.min(Math.max(misses - 1, 0), PAUSES.length - 1)]!)
    }
  }

  /** One time in the room, from the ticket to the end of it. */
  async #visit(): Promise<void> {
    try {
      this.#listens = this.#me!.listens
      const [library, { url, token }] = await Promise.all([this.#load(), this.#ask()])
      if (this.#over) return
      const room = new library.Room(OPTIONS)
      this.#library = library
      this.#room = room
      const left = new Promise<void>((done) => room.once(library.RoomEvent.Disconnected, () => done()))
      this.#watch(room, library)
      await room.connect(url, token)
      this.#sender = new Sender(room, library)
      this.#sender.want(this.#tracks)
      this.#turnUp()
      await left
    } catch {
      // No ticket at the moment, or no way to LiveKit.
    }
    this.#room = this.#sender = null
    this.#look()
  }

  #watch(room: Room, { RoomEvent }: Library): void {
    const look = () => this.#look()
    room.on(RoomEvent.ConnectionStateChanged, look)
    room.on(RoomEvent.ParticipantConnected, look)
    room.on(RoomEvent.ParticipantDisconnected, look)
    room.on(RoomEvent.TrackSubscribed, look)
    room.on(RoomEvent.TrackUnsubscribed, look)
  }

  /** What I may do has become another: who came to listen needs another ticket to send with. */
  #turnUp(): void {
    if (this.#sender && this.#listens && !this.#me!.listens) void this.#room?.disconnect(false)
    this.#sender?.speaks(this.#me!.audio)
  }

  #pause(ms: number): Promise<void> {
    return new Promise((passed) => {
      const timer = setTimeout(passed, ms)
      this.#wake = () => {
        clearTimeout(timer)
        passed()
      }
    })
  }

  #at(peer: string): RemoteParticipant | undefined {
    return this.#room?.remoteParticipants.get(peer)
  }

  /** Tells what has become another since the last look. */
  #look(): void {
    const around = this.#around
    const now = new Map(this.#others.map((member) => [member.id, this.#see(member)]))
    for (const person of [...this.#shown.keys()].filter((person) => !now.has(person))) {
      this.#shown.delete(person)
      around.onMedia(person, null)
      around.onReach(person, null)
    }
    for (const [person, seen] of now) {
      const before = this.#shown.get(person)
      this.#shown.set(person, seen)
      if (before?.reach !== seen.reach) around.onReach(person, seen.reach)
      const { audio, video, screen } = seen
      if (SECTIONS.some((section) => (before?.[section] ?? null) !== seen[section])) around.onMedia(person, { audio, video, screen })
    }
  }

  #see({ id, peer }: Member): Shown {
    const there = this.#at(peer)
    const state = this.#room?.state
    const here = there !== undefined && (state === "connected" || state === "signalReconnecting")
    const before = this.#shown.get(id)
    const known = before?.peer === peer && before.reach !== "connecting"
    return { peer, reach: here ? "connected" : known ? "lost" : "connecting", ...this.#media(there) }
  }

  #media(there: RemoteParticipant | undefined): RemoteMedia {
    if (!there) return NOTHING
    const { Track, VideoQuality } = this.#library!
    const [sound, camera, screen] = [Track.Source.Microphone, Track.Source.Camera, Track.Source.ScreenShare].map((source) => there.getTrackPublication(source))
    const crowd = this.#others.length > CROWD ? VideoQuality.LOW : this.#others.length > MANY ? VideoQuality.MEDIUM : VideoQuality.HIGH
    camera?.setVideoQuality(crowd)
    const track = (one: typeof sound) => one?.track?.mediaStreamTrack ?? null
    return { audio: track(sound), video: track(camera), screen: track(screen) }
  }
}
