/** The world as tests of this folder see it: a clock that they move and lines that they hold. */
import type { Frame, Wire, World } from "./socket"

class FakeWire implements Wire {
  onopen: ((event: never) => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null
  readonly sent: Record<string, unknown>[] = []
  closed = false

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>)
  }
  close(): void {
    this.closed = true
  }
  accept(): void {
    this.onopen?.(undefined as never)
  }
  say(frame: Frame): void {
    this.onmessage?.({ data: JSON.stringify(frame) })
  }
  /** Answers what was asked last. */
  answer(ok: unknown): void {
    this.say({ ref: this.sent.at(-1)?.ref, ok })
  }
  drop(code: number): void {
    this.onclose?.({ code })
  }
}

export class FakeWorld implements World {
  wire: FakeWire = new FakeWire()
  chance = 0.5
  stillSignedIn = true
  #now = 1_000_000
  #timers: { at: number; act: () => void }[] = []

  open(): Wire {
    return (this.wire = new FakeWire())
  }
  random(): number {
    return this.chance
  }
  now(): number {
    return this.#now
  }
  after(ms: number, act: () => void): () => void {
    const timer = { at: this.#now + ms, act }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }
  signedIn(): Promise<boolean> {
    return Promise.resolve(this.stillSignedIn)
  }
  get timers(): number {
    return this.#timers.length
  }
  /** How long (ms) until the next timer. */
  nextWait(): number {
    return Math.min(...this.#timers.map((timer) => timer.at)) - this.#now
  }
  pass(ms: number): void {
    const end = this.#now + ms
    for (;;) {
      const due = this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0]
      if (!due) break
      this.#timers = this.#timers.filter((other) => other !== due)
      this.#now = Math.max(this.#now, due.at)
      due.act()
    }
    this.#now = end
  }
}
