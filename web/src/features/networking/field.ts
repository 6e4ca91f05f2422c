import { perDot, type Dot } from "../../ui/dots"

/** No dot is nearer (px) to the edge. */
const MARGIN = 8
/** The room (px²) of one dot, until the whole figure is full. */
const ROOM = 46 * 46

/**
 * Dots of the ready room: a group round the middle that grows with every dot, each as far from the others as it goes.
 * Who comes later moves nobody.
 */
export class Field {
  readonly #width: number
  readonly #height: number
  readonly #dots: Dot[] = []
  /** The middle. */
  readonly mine: Dot
  /** For those who have a name in the figure: around the middle, with room for the name on their right. */
  readonly named: readonly Dot[]
  readonly #kept: readonly Dot[]
  #state = 20211114

  constructor(width: number, height: number) {
    this.#width = width
    this.#height = height
    this.mine = { x: width / 2, y: height / 2 }
    this.named = [
      { x: width * 0.22, y: height * 0.24 },
      { x: width * 0.62, y: height * 0.2 },
      { x: width * 0.34, y: height * 0.8 },
    ]
    // Beside each stands who it is.
    this.#kept = [this.mine, ...this.named].flatMap(({ x, y }) => [{ x, y }, { x: x + 36, y }])
  }

  /** The dots of so many people beside mine. */
  of(people: number): Dot[] {
    const dots = Math.ceil(people / perDot(people))
    while (this.#dots.length < dots) this.#dots.push(this.#next())
    return this.#dots.slice(0, dots)
  }

  #next(): Dot {
    let [best, far] = [this.#any(), -1]
    for (let tries = 0; tries < 12; tries++) {
      const dot = this.#any()
      const near = Math.min(...this.#dots.map((other) => away(dot, other)), ...this.#kept.map((kept) => away(dot, kept) / 1.5))
      if (near > far) [best, far] = [dot, near]
    }
    return best
  }

  #any(): Dot {
    const [width, height] = [this.#width - 2 * MARGIN, this.#height - 2 * MARGIN]
    const tall = Math.min(1, Math.sqrt(((this.#dots.length + 8) * ROOM) / 2) / height)
    const wide = Math.min(1, ((this.#dots.length + 8) * ROOM) / (tall * height) / width)
    const at = (middle: number, span: number) => middle + (this.#random() - 0.5) * span
    return { x: at(this.#width / 2, wide * width), y: at(this.#height / 2, tall * height) }
  }

  /** The same for everybody: mulberry32. */
  #random(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

function away(one: Dot, other: Dot): number {
  return Math.hypot(one.x - other.x, one.y - other.y)
}
