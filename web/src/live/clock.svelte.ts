/** The conference's clock: the server's time, as every browser sees it, and what is left until a deadline. */

const SECOND = 1000

/** Keeps the difference between the server's clock and ours, from the answer that took least time. */
export class ServerClock {
  /** Server minus browser, ms. */
  offset = $state(0)
  #bestTrip = Infinity

  /** Learns from an answer: what the server said, and when (ms, browser) we asked and heard. */
  learn(serverNow: string, asked: number, heard: number): void {
    const trip = heard - asked
    const offset = Date.parse(serverNow) - (asked + trip / 2)
    // A slower answer knows less, but one that disagrees by more than its own trip means that a clock was set.
    if (trip > this.#bestTrip && Math.abs(offset - this.offset) <= trip) return
    this.#bestTrip = trip
    this.offset = offset
  }
}

export const clock = new ServerClock()
let tick = $state(Date.now())
let ticking: ReturnType<typeof setTimeout> | undefined

/** The conference's time now (ms), exact and not reactive. */
export function serverNow(): number {
  return Date.now() + clock.offset
}

/** The conference's time (ms); whatever shows it is drawn anew with every second. */
export function now(): number {
  ticking ??= setTimeout(beat, 0)
  return tick + clock.offset
}

function beat(): void {
  tick = Date.now()
  // Beats with the server's seconds, so that countdowns turn in every browser together.
  ticking = setTimeout(beat, SECOND - (((serverNow() % SECOND) + SECOND) % SECOND))
}

/** What is left until a deadline (ms, never below 0); reactive. */
export function remaining(deadline: string | null | undefined): number {
  if (!deadline) return 0
  return Math.max(0, Date.parse(deadline) - now())
}

/** A span as people read it, `4:05` or `1:02:03`; begun seconds count whole. */
export function asCountdown(ms: number): string {
  const all = Math.ceil(ms / SECOND)
  const two = (n: number) => String(n).padStart(2, "0")
  const [h, m, s] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60]
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}
