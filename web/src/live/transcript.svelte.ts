/** A message of a place; `seq` is its place in the order. */
export interface Numbered {
  readonly id: string
  readonly seq: number
}

interface Page<M> {
  readonly messages: readonly M[]
  readonly more: boolean
}
/** Asks for the messages before this number. Rejects with a LiveError. */
type LoadEarlier<M> = (before: number) => Promise<Page<M>>

/** A hole is filled by so many pages at most; what is behind it is asked for again by the reader. */
const MOST_PAGES = 5
/** With more than this in the log, what is far above is let go while the reader is at the end. */
const MANY = 400

const bySeq = (a: Numbered, b: Numbered): number => a.seq - b.seq

/** All messages of a place that this reader has: what the topic shows, what it showed, and pages of before. */
export class Transcript<M extends Numbered> {
  messages: readonly M[] = $state.raw([])
  /** There are older ones to ask for. */
  more = $state(false)
  busy = $state(false)
  readonly #shows: number
  readonly #load: LoadEarlier<M> | null
  #known = new Set<string>()

  /** `shows`: so many of the newest are in the topic; fewer means that there are no others. Without both, all are. */
  constructor(shows = Infinity, load: LoadEarlier<M> | null = null) {
    this.#shows = shows
    this.#load = load
  }

  has(id: string): boolean {
    // Reads the state, so that who asks is drawn anew.
    return this.messages.length > 0 && this.#known.has(id)
  }

  get newest(): number {
    return this.messages.at(-1)?.seq ?? 0
  }

  /** Takes what the topic shows now. A message that fell out of its newest stays; what is shown wins over what was kept. */
  take(shown: readonly M[]): void {
    if (this.messages.length === 0) this.more = shown.length >= this.#shows
    const hole = this.messages.length > 0 && shown.length > 0 && !shown.some(({ id }) => this.#known.has(id))
    const before = this.newest
    this.#keep(merged(this.messages, shown))
    if (hole) void this.#fill(before, Math.min(...shown.map(({ seq }) => seq)))
  }

  /** Brings a page of older messages. Rejects with a LiveError. */
  async earlier(): Promise<void> {
    const oldest = this.messages[0]
    if (!oldest || !this.#load || this.busy) return
    this.busy = true
    try {
      const page = await this.#load(oldest.seq)
      this.#keep(merged(page.messages, this.messages))
      this.more = page.more
    } finally {
      this.busy = false
    }
  }

  /** Takes what is said of a message that the topic shows no more; one not brought yet comes as it is then. */
  hear(said: M): void {
    if (this.#known.has(said.id)) this.#keep(this.messages.map((message) => (message.id === said.id ? said : message)))
  }

  /** Changes a message that the topic shows no more, as we did on the server. */
  change(id: string, change: Partial<M>): void {
    this.#keep(this.messages.map((message) => (message.id === id ? { ...message, ...change } : message)))
  }

  /** Lets go of what is far above, while the reader is at the end. */
  trim(): void {
    if (!this.#load || this.messages.length <= MANY) return
    this.#keep(this.messages.slice(-MANY / 2))
    this.more = true
  }

  /** Fills what was missed between `from` and `to`; when that is too much, lets go of all before it. */
  async #fill(from: number, to: number): Promise<void> {
    let before = to
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      const page = await this.#load?.(before).catch(() => null)
      if (!page) break
      this.#keep(merged(this.messages, page.messages))
      before = page.messages[0]?.seq ?? from
      if (before <= from || !page.more) return
    }
    this.#keep(this.messages.filter((message) => message.seq >= before))
    this.more = true
  }

  #keep(messages: readonly M[]): void {
    this.#known = new Set(messages.map((message) => message.id))
    this.messages = messages
  }
}

/** Both, in the order of the place; what is in `over` wins. */
function merged<M extends Numbered>(under: readonly M[], over: readonly M[]): M[] {
  return [...new Map([...under, ...over].map((message) => [message.id, message])).values()].sort(bySeq)
}
