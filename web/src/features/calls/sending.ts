/** What somebody sends. */
export interface Sends {
  readonly audio: boolean
  readonly video: boolean
  readonly screen: boolean
}

/** Keeps what the others are told of me with what I send; what a moderator has muted stays muted. */
export class Sending {
  #order: number | null = null
  #told: Sends | null = null
  /** The map has shown what I told last. */
  #confirmed = false

  /** What to do now that I send this, and the map shows me like that. */
  next(sends: Sends, shown: Sends & { readonly order: number }): "tell" | "silence" | null {
    if (shown.order !== this.#order) this.#told = null
    this.#order = shown.order
    if (!this.#told || !same(this.#told, sends)) {
      this.#told = sends
      this.#confirmed = same(sends, shown)
      return this.#confirmed ? null : "tell"
    }
    if (same(this.#told, shown)) this.#confirmed = true
    else if (this.#confirmed && this.#told.audio && !shown.audio) {
      this.#told = { ...this.#told, audio: false }
      return "silence"
    }
    return null
  }
}

function same(one: Sends, other: Sends): boolean {
  return one.audio === other.audio && one.video === other.video && one.screen === other.screen
}
