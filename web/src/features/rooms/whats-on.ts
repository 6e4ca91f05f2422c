import type { Session } from "../../live/wire"

interface On {
  readonly now: Session | null
  readonly next: Session | null
}

/** What is on in a room at `at` (ms), and what comes after that. Of two at once, the one that began last is on. */
export function whatsOn(sessions: readonly Session[], room: string, at: number): On {
  const here = sessions.filter((session) => session.room === room && !session.cancelled)
  const inOrder = here.sort((a, b) => a.starts.localeCompare(b.starts))
  const running = inOrder.filter((session) => Date.parse(session.starts) <= at && at < Date.parse(session.ends))
  return { now: running.at(-1) ?? null, next: inOrder.find((session) => Date.parse(session.starts) > at) ?? null }
}

/** "Ada Lovelace, London; Emmy Noether" */
export function speakersOf(session: Session): string {
  return session.speakers.map(({ name, affiliation }) => [name, affiliation].filter(Boolean).join(", ")).join("; ")
}
