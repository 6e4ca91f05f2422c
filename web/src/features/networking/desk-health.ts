import type { Health } from "../../live/wire"

export type Worry = "no_shows" | "lost" | "waited" | "sat_out" | "reports"

/** The pool is matched every 3 s and nobody waits alone for more than 9 s: a median above this (s) is no accident. */
const LONG_WAIT_S = 20
/** So few are an accident, whatever share of the people they are. */
const FEW = 2

/** What a moderator should look into. `people` take part now. */
export function worriesOf(health: Health, people: number): Worry[] {
  const share = (some: number) => (some > FEW ? some / Math.max(1, people + some) : 0)
  const found: Record<Worry, boolean> = {
    no_shows: share(health.no_shows) > 0.1,
    lost: share(health.lost) > 0.05,
    waited: (health.waited_s ?? 0) > LONG_WAIT_S,
    sat_out: health.sat_out > 0,
    reports: health.reports > 0,
  }
  return (Object.keys(found) as Worry[]).filter((worry) => found[worry])
}
