import type { Answers, DirectMessage } from "../../live/wire"

type LoadEarlier = (before: number) => Promise<Answers["dialogue.earlier"]>

/** The topic shows this many of the newest; fewer means that there are no others. */
const SHOWN = 200

/** What a reader has of a dialogue: what the topic shows, and pages of before, without a hole between the two. */
export class Thread {
  messages: readonly DirectMessage[] = $state.raw([])
  /** There are older ones to ask for. */
  more = $state(false)
  busy = $state(false)
  readonly #load: LoadEarlier

  constructor(load: LoadEarlier) {
    this.#load = load
  }

  get newest(): number {
    return this.messages.at(-1)?.seq ?? 0
  }

  /** Takes what the topic shows now, in the order of the dialogue. */
  take(shown: readonly DirectMessage[]): void {
    const oldest = shown[0]
    const before = this.messages.filter(({ seq }) => !oldest || seq < oldest.seq)
    // When nothing of what is shown was known, there may be others between the two: those before are asked for again.
    const joined = shown.some(({ id }) => this.messages.some((known) => known.id === id))
    this.messages = joined ? [...before, ...shown] : shown
    if (!joined) this.more = shown.length >= SHOWN
  }

  /** Brings a page of older messages. Rejects with a LiveError. */
  async earlier(): Promise<void> {
    const oldest = this.messages[0]
    if (!oldest || this.busy) return
    this.busy = true
    try {
      const page = await this.#load(oldest.seq)
      this.messages = [...page.messages.filter(({ seq }) => seq < oldest.seq), ...this.messages]
      this.more = page.more
    } finally {
      this.busy = false
    }
  }
}
