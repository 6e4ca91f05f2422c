import { LiveError } from "./errors"

/** How the line stands. `signed_out` and `banned` are final until `start()` is called again. */
export type LineState = "idle" | "connecting" | "open" | "reconnecting" | "offline" | "signed_out" | "banned"

/** The part of a WebSocket that is used here. */
export interface Wire {
  onopen: ((event: never) => void) | null
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: ((event: { code: number }) => void) | null
  send(text: string): void
  close(code?: number, reason?: string): void
}

/** Everything the socket needs from outside, so that a test can be the world. */
export interface World {
  open(): Wire
  random(): number
  now(): number
  /** Calls back after `ms`; the answer cancels it. */
  after(ms: number, act: () => void): () => void
  /** Whether we are still signed in; false only when the server said so. */
  signedIn(): Promise<boolean>
}

export interface Answer {
  readonly ok: unknown
  readonly seq?: Readonly<Record<string, number>>
}

interface Asked {
  readonly ref: number
  readonly text: string
  /** Means nothing on the next line: refused when this one breaks. */
  readonly thisLineOnly: boolean
  readonly answer: (answer: Answer) => void
  readonly refuse: (error: LiveError) => void
}

export type Frame = Readonly<Record<string, unknown>>

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 30_000
const QUIET_MS = 25_000
const PROBE_MS = 6_000
const TOO_BIG = 1009
const SIGNED_OUT = 4401
const BANNED = 4403

/**
 * One line to the server that heals itself. Requests are kept until they are answered
 * and sent again on the next line, which is safe because commands are idempotent.
 */
export class Socket {
  state: LineState = "idle"
  /** Since when (ms, browser clock) the state is what it is. */
  since: number
  onState: (state: LineState) => void = () => {}
  /** A new line is open; requests not answered before follow after this. */
  onOpen: () => void = () => {}
  /** A frame that answers no request. */
  onFrame: (frame: Frame) => void = () => {}

  #wire: Wire | null = null
  #ref = 0
  #asked = new Map<number, Asked>()
  #attempt = 0
  #cancelWait: (() => void) | null = null
  #cancelProbe: (() => void) | null = null
  #heard = 0
  readonly #world: World

  constructor(world: World) {
    this.#world = world
    this.since = world.now()
  }

  /** Requests that wait for their answer. */
  get waiting(): number {
    return this.#asked.size
  }

  /** Opens the line, at once if it was waiting for its next try. */
  start(): void {
    if (this.#wire) return
    this.#cancelWait?.()
    this.#connect()
  }

  /** Closes the line for good; what was asked and not answered is refused as `code`. */
  stop(code: "signed_out" | "banned" = "signed_out"): void {
    this.#cancelWait?.()
    this.#hangUp()
    this.#enter(code)
    const refused = [...this.#asked.values()]
    this.#asked.clear()
    const error = { code: code === "banned" ? "banned" : "signed_out", message: "You are signed out." }
    for (const asked of refused) asked.refuse(new LiveError(error))
  }

  /**
   * Asks the server and promises its answer, however often the line breaks meanwhile.
   * With `thisLineOnly` it is refused with `line_lost` when this line breaks.
   */
  ask(name: string, fields: object, options: { thisLineOnly?: boolean } = {}): Promise<Answer> {
    const ref = ++this.#ref
    const text = JSON.stringify({ ...fields, ref, do: name })
    const thisLineOnly = options.thisLineOnly ?? false
    return new Promise((answer, refuse) => {
      if (this.state === "signed_out" || this.state === "banned") {
        refuse(new LiveError({ code: this.state, message: "You are signed out." }))
        return
      }
      this.#asked.set(ref, { ref, text, thisLineOnly, answer, refuse })
      if (this.state === "open") this.#wire?.send(text)
    })
  }

  /** The browser says that there is no network. */
  goneOffline(): void {
    if (this.#ended()) return
    this.#cancelWait?.()
    this.#hangUp()
    this.#refuseThisLine()
    this.#enter("offline")
  }

  /** The browser says that there is a network, or the page is looked at again. */
  wake(): void {
    if (this.#ended() || this.state === "idle") return
    if (this.state === "open") this.#probe()
    else if (this.state !== "connecting") {
      this.#attempt = 0
      this.start()
    }
  }

  #ended(): boolean {
    return this.state === "signed_out" || this.state === "banned"
  }

  #enter(state: LineState): void {
    if (state === this.state) return
    this.state = state
    this.since = this.#world.now()
    this.onState(state)
  }

  #connect(): void {
    this.#enter(this.state === "idle" || this.#ended() ? "connecting" : "reconnecting")
    const wire = this.#world.open()
    this.#wire = wire
    let opened = false
    wire.onopen = () => {
      opened = true
      this.#opened()
    }
    wire.onmessage = (event) => {
      this.#heard = this.#world.now()
      if (typeof event.data === "string") this.#received(JSON.parse(event.data) as Frame)
    }
    wire.onclose = ({ code }) => {
      if (wire === this.#wire) this.#closed(code, opened)
    }
  }

  #opened(): void {
    this.#attempt = 0
    this.#heard = this.#world.now()
    this.#enter("open")
    const before = [...this.#asked.values()]
    this.onOpen()
    for (const asked of before) if (this.#asked.has(asked.ref)) this.#wire?.send(asked.text)
    this.#listen()
  }

  #received(frame: Frame): void {
    if (typeof frame.ref === "number") this.#answered(frame.ref, frame)
    else this.onFrame(frame)
  }

  #answered(ref: number, frame: Frame): void {
    const asked = this.#asked.get(ref)
    this.#asked.delete(ref)
    if (!asked) return
    if (frame.error) asked.refuse(new LiveError(frame.error as { code: string; message: string }))
    else asked.answer({ ok: frame.ok, seq: frame.seq as Answer["seq"] })
  }

  #closed(code: number, opened: boolean): void {
    this.#hangUp()
    if (code === SIGNED_OUT) return this.stop("signed_out")
    if (code === BANNED) return this.stop("banned")
    if (code === TOO_BIG) this.#refuseBiggest()
    this.#refuseThisLine()
    this.#enter("reconnecting")
    this.#later()
    // A refused upgrade looks like a dead network; only the server can tell them apart.
    if (!opened) void this.#askWhetherSignedIn()
  }

  async #askWhetherSignedIn(): Promise<void> {
    if (!(await this.#world.signedIn()) && this.state !== "open") this.stop("signed_out")
  }

  /** Full jitter: anything up to the bound, which doubles with every failure. */
  #later(): void {
    const bound = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#attempt++)
    this.#cancelWait = this.#world.after(this.#world.random() * bound, () => this.#connect())
  }

  #hangUp(): void {
    const wire = this.#wire
    this.#wire = null
    this.#cancelProbe?.()
    this.#cancelProbe = null
    if (!wire) return
    wire.onopen = wire.onmessage = wire.onclose = null
    wire.close()
  }

  #refuseThisLine(): void {
    for (const asked of [...this.#asked.values()].filter((one) => one.thisLineOnly)) {
      this.#asked.delete(asked.ref)
      asked.refuse(new LiveError({ code: "line_lost", message: "The connection broke." }))
    }
  }

  /** A frame over the limit would break every next line too. */
  #refuseBiggest(): void {
    const [biggest] = [...this.#asked.values()].sort((a, b) => b.text.length - a.text.length)
    if (!biggest) return
    this.#asked.delete(biggest.ref)
    biggest.refuse(new LiveError({ code: "too_large", message: "This is too long to be sent." }))
  }

  /** A line that is dead without having closed is found by asking it. */
  #listen(): void {
    this.#cancelProbe = this.#world.after(QUIET_MS, () => {
      if (this.#world.now() - this.#heard >= QUIET_MS || this.#asked.size > 0) this.#probe()
      else this.#listen()
    })
  }

  #probe(): void {
    this.#cancelProbe?.()
    const wire = this.#wire
    this.ask("clock.read", {}, { thisLineOnly: true }).then(
      () => {
        if (wire !== this.#wire) return
        this.#cancelProbe?.()
        this.#listen()
      },
      () => {},
    )
    this.#cancelProbe = this.#world.after(PROBE_MS, () => {
      if (wire === this.#wire) this.#closed(1006, true)
    })
  }
}
