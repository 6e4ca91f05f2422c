import type { Networking, Plan } from "../../live/wire"
import { leftUntil } from "./screen"

/**
 * When the rounds are over (ms) with this plan, as it is at `at` (ms): rounds that have not begun take their whole
 * time, and the last one has no break. `starts` (ms) is when they begin if nobody has come yet. Null when they are over.
 */
export function endsAt(networking: Networking, plan: Plan, starts: number, at: number): number | null {
  const { phase, round, deadline } = networking
  if (phase === "ended") return null
  const turn = plan.reveal_s + plan.meeting_s + plan.wrapup_s
  const parts = { draft: [], open: [], reveal: [plan.meeting_s, plan.wrapup_s], meeting: [plan.wrapup_s], wrapup: [], break: [] }[phase]
  const begun = phase === "draft" || phase === "open" ? 0 : round
  const more = Math.max(0, plan.rounds - begun)
  // The one that is running is not one of those to come.
  const breaks = begun === 0 ? more - 1 : phase === "break" ? more - 1 : more
  const rest = parts.reduce<number>((sum, part) => sum + part, 0) + more * turn + Math.max(0, breaks) * plan.break_s
  const from = phase === "draft" ? Math.max(starts, at) : deadline ? at + leftUntil(deadline, networking, at) : at
  return from + rest * 1000
}

/** Whether there are more rounds than people to meet in them. */
export function tooMany(rounds: number, people: number): boolean {
  return people > 1 && rounds > people - 1
}
