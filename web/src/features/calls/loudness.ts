/** From this level (0 to 1) somebody speaks. */
const SPEECH = 0.02
/** Who speaks is marked so long (ms) after the last word, so that pauses do not flicker. */
const HOLD_MS = 800

/** Who speaks, from the levels of everybody. */
export class Loudness {
  readonly #heard = new Map<string, number>()

  /** Those who speak at `now` (ms). */
  hear(levels: ReadonlyMap<string, number>, now: number): Set<string> {
    for (const [person, level] of levels) if (level >= SPEECH) this.#heard.set(person, now)
    for (const [person, at] of this.#heard) if (now - at > HOLD_MS) this.#heard.delete(person)
    return new Set(this.#heard.keys())
  }
}
