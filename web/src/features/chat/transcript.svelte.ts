import type { AnyView } from "../../live/apply"
import type { Answers, Message } from "../../live/wire"
import { bySeq, merge } from "./merge"

type Page = Answers["chat.earlier"]
/** Asks for the messages before this number. */
export type LoadEarlier = (before: number) => Promise<Page>

/** The topic shows this many of the newest; fewer means that there are no others. */
const SHOWN = 50
/** A hole is filled by so many pages at most; what is behind it is asked for again by the reader. */
const MOST_PAGES = 5
/** With more than this in the log, what is far above is let go while the reader is at the end. */
const MANY = 400

/** Everything of a chat that this reader has: what the topic shows, what it showed, and pages of before. */
export class Transcript {
  messages: readonly Message[] = $state.raw([])
  /** There are older ones to ask for. */
  more = $state(false)
  busy = $state(false)
  readonly #load: LoadEarlier
  #known = new Set<string>()

  constructor(load: LoadEarlier) {
    this.#load = load
  }

  has(id: string): boolean {
    // Reads the state, so that who asks is drawn anew.
    return this.messages.length > 0 && this.#known.has(id)
  }

  get newest(): number {
    return this.messages.at(-1)?.seq ?? 0
  }

  /** Takes what the topic shows now. */
  take(shown: readonly Message[]): void {
    if (this.messages.length === 0) this.more = shown.length >= SHOWN
    const { messages, hole } = merge(this.messages, shown)
    const before = this.newest
    this.#keep(messages)
    if (hole) void this.#fill(before, [...shown].sort(bySeq)[0]!.seq)
  }

  /** Brings a page of older messages. Rejects with a LiveError. */
  async earlier(): Promise<void> {
    const oldest = this.messages[0]
    if (!oldest || this.busy) return
    this.busy = true
    try {
      const page = await this.#load(oldest.seq)
      this.#keep(merge(page.messages, this.messages).messages)
      this.more = page.more
    } finally {
      this.busy = false
    }
  }

  /** Takes what is said of messages that the topic shows no more; those not brought yet come as they are then. */
  hear(said: readonly AnyView[]): void {
    const now = new Map(said.filter((view): view is Message => view.kind === "message").map((view) => [view.id, view]))
    if (now.size) this.#keep(this.messages.map((message) => now.get(message.id) ?? message))
  }

  /** Changes a message that the topic shows no more, as we did on the server. */
  change(id: string, change: Partial<Message>): void {
    this.#keep(this.messages.map((message) => (message.id === id ? { ...message, ...change } : message)))
  }

  /** Lets go of what is far above, while the reader is at the end. */
  trim(): void {
    if (this.messages.length <= MANY) return
    this.#keep(this.messages.slice(-MANY / 2))
    this.more = true
  }

  /** Fills what was missed between `from` and `to`; when that is too much, lets go of all before it. */
  async #fill(from: number, to: number): Promise<void> {
    let before = to
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      const page = await this.#load(before).catch(() => null)
      if (!page) break
      this.#keep(merge(this.messages, page.messages).messages)
      before = page.messages[0]?.seq ?? from
      if (before <= from || !page.more) return
    }
    this.#keep(this.messages.filter((message) => message.seq >= before))
    this.more = true
  }

  #keep(messages: readonly Message[]): void {
    this.#known = new Set(messages.map((message) => message.id))
    this.messages = messages
  }
}
