/** How long (ms) a new connection gets to come to stand, at first. */
const FIRST_MS = 8_000
const MOST_DOUBLED = 2

/**
 * How long new connections to somebody get. Where two came to nothing, the line or the device is slow: to end the next
 * one as soon would only begin everything again.
 */
export class Patience {
  #fruitless = 0

  get ms(): number {
    return FIRST_MS * 2 ** Math.min(Math.max(this.#fruitless - 1, 0), MOST_DOUBLED)
  }

  /** One has come to stand. */
  rewarded(): void {
    this.#fruitless = 0
  }

  /** One was given up. */
  lost(): void {
    this.#fruitless += 1
  }
}
