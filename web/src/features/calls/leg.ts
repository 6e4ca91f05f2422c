import { uuid7 } from "../../live/ids"
import type { Candidate } from "../../live/wire"
import type { Patience } from "./patience"
import { candidateOf } from "./post"

/** A connection that is broken for so long (ms) is built anew; a new one gets as long as there is patience. */
const BROKEN_MS = 3_000
/** Candidates that come within this time (ms) go together; as many go in one request, as the server's rules say. */
const TOGETHER_MS = 50
const MOST_CANDIDATES = 32

export interface LegWorld {
  readonly patience: Patience
  connect(): RTCPeerConnection
  trickle(link: string, candidates: Candidate[]): Promise<void>
  /** Whether the line to the server is open, so that somebody would hear of a new connection. */
  online(): boolean
  /** It has come to stand, or stands no more. */
  onChange(): void
  /** Nothing helps any more but a new one. */
  onLost(): void
}

/** One connection with a media server, to send or to receive, from its first description to its end. */
export class Leg {
  readonly id = uuid7()
  readonly pc: RTCPeerConnection
  readonly #world: LegWorld
  #candidates: Candidate[] = []
  /** The server knows the connection, so that it can be told candidates for it. */
  #known = false
  #together: ReturnType<typeof setTimeout> | undefined
  #watchdog: ReturnType<typeof setTimeout> | undefined
  closed = false

  constructor(world: LegWorld) {
    this.#world = world
    this.pc = world.connect()
    this.pc.onicecandidate = ({ candidate }) => {
      if (!candidate?.candidate) return
      this.#candidates.push(candidateOf(candidate))
      this.#together ??= setTimeout(() => void this.#tell(), TOGETHER_MS)
    }
    this.pc.onconnectionstatechange = () => this.#changed()
  }

  get stands(): boolean {
    return !this.closed && this.pc.connectionState === "connected"
  }

  /** The server has the description that the candidates belong to. */
  known(): void {
    if (!this.#known && !this.stands) this.#watch(this.#world.patience.ms)
    this.#known = true
    this.#together ??= setTimeout(() => void this.#tell(), 0)
  }

  close(): void {
    this.closed = true
    clearTimeout(this.#together)
    clearTimeout(this.#watchdog)
    const { pc } = this
    pc.onicecandidate = pc.onconnectionstatechange = pc.ontrack = null
    pc.close()
  }

  async #tell(): Promise<void> {
    this.#together = undefined
    while (this.#known && !this.closed && this.#candidates.length) {
      try {
        await this.#world.trickle(this.id, this.#candidates.splice(0, MOST_CANDIDATES))
      } catch {
        // Without them it may still come to stand; else the watchdog has it built anew.
        return
      }
    }
  }

  #changed(): void {
    const state = this.pc.connectionState
    if (state === "connected") {
      this.#world.patience.rewarded()
      clearTimeout(this.#watchdog)
    } else if (state === "disconnected") this.#watch(BROKEN_MS)
    else if (state === "failed" || state === "closed") this.#watch(0)
    this.#world.onChange()
  }

  #watch(ms: number): void {
    clearTimeout(this.#watchdog)
    this.#watchdog = setTimeout(() => {
      if (this.stands || this.closed) return
      if (!this.#world.online()) return this.#watch(BROKEN_MS)
      this.#world.patience.lost()
      this.#world.onLost()
    }, ms)
  }
}
