/** Where the dots of the house figure stand: one dot is one person. */

/** Above this many, one dot stands for ten people. */
export const MOST_DOTS = 600

export interface Dot {
  readonly x: number
  readonly y: number
}

/** How many people a dot stands for. */
export function perDot(people: number): number {
  return people > MOST_DOTS ? 10 : 1
}

const GAP = 14

/**
 * Seats of an auditorium in half circles round the stage at (cx, cy), nearest rows first.
 * Answers as many seats as asked for; the outermost row is filled from its middle.
 */
export function auditorium(people: number, cx: number, cy: number, inner = 44): Dot[] {
  const dots: Dot[] = []
  for (let row = 0; dots.length < people; row++) {
    const radius = inner + row * GAP
    const seats = Math.max(1, Math.floor((Math.PI * radius) / 8.6))
    const taken = Math.min(seats, people - dots.length)
    const first = (seats - taken) / 2
    for (let i = 0; i < taken; i++) {
      const angle = seats === 1 ? Math.PI / 2 : (Math.PI * (first + i)) / (seats - 1)
      dots.push({ x: cx - radius * Math.cos(angle), y: cy - radius * Math.sin(angle) })
    }
  }
  return dots
}

/** Dots in rows of `across`. */
export function rows(people: number, across: number, gap = GAP): Dot[] {
  return Array.from({ length: people }, (_, i) => ({ x: 6 + (i % across) * gap, y: 6 + Math.floor(i / across) * gap }))
}

/** All dots as one path of round strokes, which draws hundreds at no cost. */
export function path(dots: readonly Dot[]): string {
  return dots.map(({ x, y }) => `M${x.toFixed(1)} ${y.toFixed(1)}h0`).join("")
}
