import type { Meeting, Networking, Seat } from "../../live/wire"

/**
 * What the page of a networking session shows. `ready`: the ready room, before the first round, in a break, and for
 * who does not take part. `rest`: ready, but the running round goes on without me.
 */
export type Screen = "ready" | "reveal" | "meeting" | "wrapup" | "waiting" | "rest" | "ended"

interface Standing {
  readonly networking: Networking
  readonly seat: Seat | undefined
  readonly meeting: Meeting | null
  /** I did not want to read any longer who it is. */
  readonly early?: boolean
}

/** Which screen is on for somebody; it follows from what is kept, so a reload changes nothing. */
export function screenOf({ networking, seat, meeting, early = false }: Standing): Screen {
  const { phase } = networking
  if (meeting?.status === "reveal") return early ? "meeting" : "reveal"
  if (meeting?.status === "open") return "meeting"
  if (phase === "ended") return "ended"
  if (phase === "draft" || phase === "open" || phase === "break") return "ready"
  if (phase === "wrapup") return meeting && endedInThisRound(networking, meeting) ? "wrapup" : "ready"
  if (!seat?.ready) return "ready"
  return seat.state === "waiting" ? "waiting" : "rest"
}

/** A meeting that really was one and ended in the running round. */
function endedInThisRound(networking: Networking, meeting: Meeting): boolean {
  return meeting.round === networking.round && meeting.why !== "no_show"
}

/** The meeting of this session that is shown to me: running, or the last one. */
export function meetingIn(id: string, meetings: readonly Meeting[]): Meeting | null {
  const mine = meetings.filter((meeting) => meeting.networking === id)
  return mine.find(isOn) ?? mine.sort((a, b) => b.round - a.round)[0] ?? null
}

/** Called to it or in it. */
export function isOn(meeting: Meeting): boolean {
  return meeting.status !== "closed"
}

/** What is left until a moment of the session (ms, not below 0) at `at` (ms); in a pause it stands still. */
export function leftUntil(moment: string | null | undefined, networking: Networking, at: number): number {
  if (!moment) return 0
  const { deadline, paused_ms } = networking
  const clock = deadline && typeof paused_ms === "number" ? Date.parse(deadline) - paused_ms : at
  return Math.max(0, Date.parse(moment) - clock)
}

/** What is left until the next round begins (ms), as the plan stands; null when there is none. */
export function untilNextRound(networking: Networking, at: number): number | null {
  const { phase, plan, round, rounds, deadline } = networking
  const after = { draft: null, open: 0, reveal: plan.meeting_s + plan.wrapup_s + plan.break_s, meeting: plan.wrapup_s + plan.break_s, wrapup: plan.break_s, break: 0, ended: null }[phase]
  if (after === null || !deadline) return null
  if (round >= rounds && phase !== "open") return null
  return leftUntil(deadline, networking, at) + after * 1000
}

/** Whether who becomes ready now is still matched in the running round: as the server's rules say. */
export function takesMore(networking: Networking, at: number): boolean {
  if (networking.phase === "reveal") return true
  const late = Math.min(60, networking.plan.meeting_s / 2) * 1000
  return networking.phase === "meeting" && leftUntil(networking.deadline, networking, at) >= late
}

/** One more minute can be asked for in the last seconds (ms), as the server's rules say. */
const MORE_MS = 30_000
/** Who has not come so long (ms) after the call is not waited for. */
const NO_SHOW_MS = 15_000

/** Whether it is time to ask for one more minute. */
export function mayAskMore(networking: Networking, at: number): boolean {
  if (networking.phase !== "meeting" || typeof networking.paused_ms === "number") return false
  const left = leftUntil(networking.deadline, networking, at)
  return left > 0 && left <= MORE_MS
}

/** How long (ms) the one who has not come is still waited for. */
export function noShowLeft(seat: Seat, at: number): number {
  return Math.max(0, Date.parse(seat.since) + NO_SHOW_MS - at)
}
