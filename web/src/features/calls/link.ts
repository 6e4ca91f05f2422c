import type { Signal } from "../../live/wire"
import { kindOf, NOTHING, SECTIONS, type Reach, type RemoteMedia, type Told, type Tracks } from "./engine"
import type { Patience } from "./patience"
import { candidateInit, Post } from "./post"

/** A link that is without connection for so long (ms) looks for another way; the other side waits a little longer. */
const BROKEN_MS = 3_000

/** What a link needs from outside, and whom it tells. */
export interface LinkWorld {
  readonly patience: Patience
  connect(): RTCPeerConnection
  send(told: Told): Promise<void>
  online(): boolean
  onMedia(media: RemoteMedia): void
  onReach(reach: Reach): void
  /** Nothing helps any more but a new link. */
  onStuck(): void
}

/**
 * One connection to one member. The newcomer of the two makes the first offer and is the polite one afterwards; the
 * other adds its tracks when that offer has come. So they never begin by offering both: Chromium can be left gathering
 * for ever by that.
 */
export class Link {
  readonly id: string
  readonly pc: RTCPeerConnection
  readonly #newcomer: boolean
  readonly #world: LinkWorld
  readonly #post: Post
  #tracks: Tracks
  #media: RemoteMedia = NOTHING
  /** My own offer on its way into the connection. */
  #offering: Promise<void> | null = null
  #ignores = false
  #begun = false
  #reached = false
  #closed = false
  #handled: Promise<void> = Promise.resolve()
  #watchdog: ReturnType<typeof setTimeout> | undefined
  #repair: ReturnType<typeof setTimeout> | undefined

  constructor(id: string, newcomer: boolean, tracks: Tracks, world: LinkWorld) {
    this.id = id
    this.#newcomer = newcomer
    this.#tracks = tracks
    this.#world = world
    this.#post = new Post((told) => world.send(told))
    this.pc = world.connect()
    this.pc.onnegotiationneeded = () => void this.#offer()
    this.pc.onicecandidate = ({ candidate }) => {
      if (candidate?.candidate) this.#post.candidate(candidate)
    }
    this.pc.onconnectionstatechange = () => this.#changed()
    this.pc.ontrack = ({ track, transceiver }) => {
      const section = SECTIONS[this.pc.getTransceivers().indexOf(transceiver)]
      if (!section) return
      this.#media = { ...this.#media, [section]: track }
      world.onMedia(this.#media)
    }
    this.#watch()
    if (newcomer) for (const section of SECTIONS) this.pc.addTransceiver(kindOf(section), { direction: "sendrecv" })
    if (newcomer) this.#attach()
  }

  /** Takes a signal, one after the other: a candidate must not overtake its offer. */
  hear(signal: Signal): void {
    this.#handled = this.#handled.then(() => this.#take(signal))
  }

  send(tracks: Tracks): void {
    this.#tracks = tracks
    this.#attach()
  }

  /** Looks for another way to the other side, without losing what stands. */
  restart(): void {
    if (this.#closed || !this.#begun) return
    this.pc.restartIce()
    this.#watch()
  }

  close(): void {
    this.#closed = true
    this.#post.close()
    clearTimeout(this.#watchdog)
    clearTimeout(this.#repair)
    const { pc } = this
    pc.onnegotiationneeded = pc.onicecandidate = pc.onconnectionstatechange = pc.ontrack = null
    pc.close()
  }

  #attach(): void {
    for (const [at, section] of SECTIONS.entries()) {
      const transceiver = this.pc.getTransceivers()[at]
      if (!transceiver) continue
      const track = this.#tracks[section]
      if (transceiver.direction !== "sendrecv") transceiver.direction = "sendrecv"
      // A track that has ended meanwhile is refused; the next change brings another.
      if (transceiver.sender.track !== track) transceiver.sender.replaceTrack(track).catch(() => {})
    }
  }

  async #offer(): Promise<void> {
    if (!this.#newcomer && !this.#begun) return
    this.#begun = true
    try {
      this.#offering = this.pc.setLocalDescription()
      await this.#offering
      if (this.pc.localDescription && !this.#closed) this.#post.describe(this.pc.localDescription)
    } catch {
      // Closed, or the other side's offer came first; else the watchdog builds the link anew.
    } finally {
      this.#offering = null
    }
  }

  async #take({ description, candidates }: Signal): Promise<void> {
    if (this.#closed) return
    try {
      if (description) await this.#describe(description)
      if (this.#ignores) return
      for (const candidate of candidates) if (candidate.candidate) await this.pc.addIceCandidate(candidateInit(candidate))
    } catch {
      // What does not fit any more helps nobody; the watchdog builds a link anew that does not come about.
    }
  }

  async #describe(description: RTCSessionDescriptionInit): Promise<void> {
    const offered = description.type === "offer"
    const collision = offered && (this.#offering !== null || this.pc.signalingState !== "stable")
    this.#ignores = collision && !this.#newcomer
    if (this.#ignores) return
    // Rolled back before it is done, Chromium's own offer can leave it gathering for ever.
    if (collision && this.#offering) await this.#offering.catch(() => {})
    await this.pc.setRemoteDescription(description)
    this.#begun = true
    if (!offered) return
    this.#attach()
    await this.pc.setLocalDescription()
    if (this.pc.localDescription && !this.#closed) this.#post.describe(this.pc.localDescription)
  }

  #changed(): void {
    const state = this.pc.connectionState
    clearTimeout(this.#repair)
    if (state === "connected") {
      this.#reached = true
      this.#world.patience.rewarded()
      clearTimeout(this.#watchdog)
    } else if (state === "failed" || state === "disconnected") {
      const wait = state === "failed" ? 0 : BROKEN_MS
      // Both notice at once; if both offered at once, one of the offers would be for nothing.
      this.#repair = setTimeout(() => this.restart(), this.#newcomer ? wait : wait + BROKEN_MS)
    }
    this.#world.onReach(state === "connected" ? "connected" : this.#reached ? "lost" : "connecting")
  }

  #watch(): void {
    clearTimeout(this.#watchdog)
    this.#watchdog = setTimeout(() => {
      if (this.pc.connectionState === "connected") return
      // Nobody would hear of a new link now.
      if (!this.#world.online()) return this.#watch()
      this.#world.patience.lost()
      this.#world.onStuck()
    }, this.#world.patience.ms)
  }
}
