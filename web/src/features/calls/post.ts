import type { Candidate } from "../../live/wire"
import type { Told } from "./engine"

/** Candidates that come within this time (ms) go together. */
const TOGETHER_MS = 50
/** As many go in one signal, as the server's rules say. */
const MOST_CANDIDATES = 32

export function candidateOf(from: RTCIceCandidate): Candidate {
  return {
    candidate: from.candidate,
    sdp_mid: from.sdpMid,
    sdp_m_line_index: from.sdpMLineIndex,
    username_fragment: from.usernameFragment,
  }
}

export function candidateInit(from: Candidate): RTCIceCandidateInit {
  return {
    candidate: from.candidate,
    sdpMid: from.sdp_mid ?? null,
    sdpMLineIndex: from.sdp_m_line_index ?? null,
    usernameFragment: from.username_fragment ?? null,
  }
}

/** What goes to the other side of one link: in order, one at a time, a candidate never before its description. */
export class Post {
  readonly #send: (told: Told) => Promise<void>
  #candidates: Candidate[] = []
  #queue: Told[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #described = false
  #sending = false
  #closed = false

  constructor(send: (told: Told) => Promise<void>) {
    this.#send = send
  }

  describe({ type, sdp }: RTCSessionDescription): void {
    if (type !== "offer" && type !== "answer") return
    // What was gathered before belongs to the description before.
    if (this.#described) this.#pack()
    this.#described = true
    this.#queue.push({ description: { type, sdp }, candidates: [] })
    this.#pack()
    void this.#drain()
  }

  candidate(candidate: RTCIceCandidate): void {
    this.#candidates.push(candidateOf(candidate))
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      if (!this.#described) return
      this.#pack()
      void this.#drain()
    }, TOGETHER_MS)
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
  }

  #pack(): void {
    while (this.#candidates.length) this.#queue.push({ candidates: this.#candidates.splice(0, MOST_CANDIDATES) })
  }

  async #drain(): Promise<void> {
    if (this.#sending) return
    this.#sending = true
    for (let next = this.#queue.shift(); next && !this.#closed; next = this.#queue.shift()) await this.#send(next)
    this.#sending = false
  }
}
