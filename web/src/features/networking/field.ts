import { perDot, type Dot } from "../../ui/dots"

/** Dots of the ready room: scattered evenly, each as far from the others as it goes; who comes later moves nobody. */
export class Field {
  readonly #width: number
  readonly #height: number
  readonly #dots: Dot[]
  #state = 20211114

  constructor(width: number, height: number) {
    this.#width = width
    this.#height = height
    // The middle is mine.
    this.#dots = [{ x: width / 2, y: height / 2 }]
  }

  get middle(): Dot {
    return this.#dots[0]!
  }

  /** The first dots beside the middle, for so many people. */
  of(people: number): Dot[] {
    const dots = Math.ceil(people / perDot(people))
    while (this.#dots.length <= dots) this.#dots.push(this.#next())
    return this.#dots.slice(1, dots + 1)
  }

  #next(): Dot {
    let [best, far] = [this.#any(), -1]
    for (let tries = 0; tries < 12; tries++) {
      const dot = this.#any()
      const near = this.#dots.reduce((least, { x, y }, at) => Math.min(least, Math.hypot(dot.x - x, dot.y - y) / (at === 0 ? 2 : 1)), Infinity)
      if (near > far) [best, far] = [dot, near]
    }
    return best
  }

  #any(): Dot {
    const margin = 8
    return { x: margin + this.#random() * (this.#width - 2 * margin), y: margin + this.#random() * (this.#height - 2 * margin) }
  }

  /** The same for everybody: mulberry32. */
  #random(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
