import type { Session } from "../../live/wire"

/** `none`: there is no programme. `between`: nothing is on, and something is to come. */
type Phase = "none" | "before" | "on" | "between" | "after"

/** What happens in the conference at one moment. */
export interface Moment {
  readonly phase: Phase
  /** What is on, mine first. */
  readonly on: readonly Session[]
  /** What is to come, soonest first. */
  readonly next: readonly Session[]
  /** What the lobby leads with: the first that is on, else the first to come. */
  readonly lead: Session | null
}

/** How a person looks at the programme: what is in their agenda, and how rooms are ordered. */
export interface Eyes {
  readonly starred: (session: string) => boolean
  readonly roomOrder: (room: string) => number
}

/** How long (ms) before its end a session says what comes after it. */
export const CONTINUE_MS = 2 * 60_000
/** What starts later than this (ms) after a session is no continuation of it. */
const CONTINUES_WITHIN_MS = 45 * 60_000
const CONTINUATIONS = 3

/** By start; at the same time what is in my agenda, then by room. */
export function inOrder(eyes: Eyes): (a: Session, b: Session) => number {
  return (a, b) => Date.parse(a.starts) - Date.parse(b.starts) || mineFirst(eyes)(a, b)
}

function mineFirst({ starred, roomOrder }: Eyes): (a: Session, b: Session) => number {
  return (a, b) => Number(starred(b.id)) - Number(starred(a.id)) || roomOrder(a.room) - roomOrder(b.room) || a.id.localeCompare(b.id)
}

export function isOn(session: Session, at: number): boolean {
  return !session.cancelled && Date.parse(session.starts) <= at && at < Date.parse(session.ends)
}

export function isOver(session: Session, at: number): boolean {
  return Date.parse(session.ends) <= at
}

/** What is on at `at` (ms), and what is to come. */
export function momentOf(sessions: readonly Session[], eyes: Eyes, at: number): Moment {
  const held = sessions.filter((session) => !session.cancelled)
  const on = held.filter((session) => isOn(session, at)).sort(mineFirst(eyes))
  const next = held.filter((session) => Date.parse(session.starts) > at).sort(inOrder(eyes))
  return { phase: phaseOf(held, on, next), on, next, lead: on[0] ?? next[0] ?? null }
}

function phaseOf(held: readonly Session[], on: readonly Session[], next: readonly Session[]): Phase {
  if (!held.length) return "none"
  if (on.length) return "on"
  if (!next.length) return "after"
  return next.length === held.length ? "before" : "between"
}

/** Where one could go when `ending` is over: what is on then or begins soon after, mine first, then in the same room. */
export function continuations(sessions: readonly Session[], ending: Session, eyes: Eyes): Session[] {
  const over = Date.parse(ending.ends)
  const sameRoom = (session: Session) => Number(session.room === ending.room)
  return sessions
    .filter(
      (other) =>
        other.id !== ending.id && !other.cancelled && Date.parse(other.ends) > over && Date.parse(other.starts) <= over + CONTINUES_WITHIN_MS,
    )
    .sort(
      (a, b) =>
        Number(eyes.starred(b.id)) - Number(eyes.starred(a.id)) || sameRoom(b) - sameRoom(a) || inOrder(eyes)(a, b),
    )
    .slice(0, CONTINUATIONS)
}

/** Where a session takes place, as an address. */
export function placeOf(session: Session): string {
  return session.type === "networking" ? `/networking/${session.id}` : `/rooms/${session.room}`
}
