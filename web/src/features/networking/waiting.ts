import type { Texts } from "../../i18n/index.svelte"
import { asCountdown } from "../../live/clock.svelte"
import type { Seat } from "../../live/wire"

/** Who has waited alone for so long (ms) joins two others: as the server's rules say. */
const THIRD_MS = 9_000

interface WaitRead {
  /** Why I wait; "" when nobody said. */
  readonly why: string
  readonly since: string
  /** What happens next. */
  readonly next: string
}

/** Why I wait for a partner, since when, and what comes next, at `at` (ms). */
export function waitOf(seat: Seat, at: number, t: Texts): WaitRead {
  const waited = Math.max(0, at - Date.parse(seat.since))
  return {
    why: whyWaiting(seat, t),
    // Whole seconds: what has passed and what is left make the 9 seconds.
    since: t.networking.waitSince(asCountdown(Math.floor(waited / 1000) * 1000)),
    next: waited < THIRD_MS ? t.networking.waitThird(asCountdown(THIRD_MS - waited)) : t.networking.waitThirdNow,
  }
}

function whyWaiting({ why }: Seat, t: Texts): string {
  switch (why) {
    case "odd":
      return t.networking.waitOdd
    case "late":
      return t.networking.waitLate
    case "no_show":
      return t.networking.waitNoShow
    case "left":
      return t.networking.waitLeft
    case "lost":
      return t.networking.waitLost
    case "moved":
      return t.networking.waitMoved
    default:
      return ""
  }
}

/** Why nobody is looked for: what happened to me, or that I have not said that I am ready. */
export function whyAway(seat: Seat | undefined, t: Texts): string {
  switch (seat?.why) {
    case "no_show":
      return t.networking.awayNoShow
    case "lost":
      return t.networking.awayLost
    case "removed":
      return t.networking.awayRemoved
    default:
      return t.networking.awayText
  }
}
