import type { PersonRef, Place, Session } from "../../live/wire"

/** How many people are somewhere, and which of those we were told of. */
export interface Crowd {
  readonly count: number
  readonly faces: readonly PersonRef[]
}

type Find = (id: string) => Place | undefined

/** Who is in a room: those in the room itself, and those in its speed networking. */
export function crowdOf(room: string, sessions: readonly Session[], find: Find): Crowd {
  const meetings = sessions.filter((session) => session.room === room && session.type === "networking")
  const places = [find(`room:${room}`), ...meetings.map(({ id }) => find(`networking:${id}`))].filter((place) => place !== undefined)
  return { count: places.reduce((sum, { count }) => sum + count, 0), faces: places.flatMap(({ faces }) => faces) }
}
