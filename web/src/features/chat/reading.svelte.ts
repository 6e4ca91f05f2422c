/** How far somebody has read, and where the line "new" stands. Numbers are those of messages. */
export class Reading {
  /** The newest message that was in view. */
  seen = $state(0)
  /** The line "new" stands after this message; null when there is nothing to mark. */
  mark: number | null = $state(null)
  #newest = 0
  #watching = false
  #begun = false

  /** The newest message of the room is this one. What is there at first counts as read. */
  arrived(newest: number): void {
    if (!this.#begun) {
      this.#begun = true
      this.seen = newest
    } else if (newest > this.#newest) {
      this.mark = this.#watching ? null : this.seen
      if (this.#watching) this.seen = newest
    }
    this.#newest = newest
  }

  /** The end of the log is in view, or is not any more. */
  watch(watching: boolean): void {
    this.#watching = watching
    if (watching && this.#begun) this.seen = this.#newest
  }

  /** Who writes has read. */
  wrote(): void {
    this.mark = null
    this.seen = this.#newest
  }
}
