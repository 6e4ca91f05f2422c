/** Roles that can be given, beside that of an attendee, which everybody has. */
export const GIVEN = ["speaker", "presenter", "jury", "moderator", "organiser"] as const

const OF_ROOM = "moderator:"

/** The rooms that somebody moderates by their roles. */
export function moderatedRooms(roles: readonly string[]): string[] {
  return roles.filter((role) => role.startsWith(OF_ROOM)).map((role) => role.slice(OF_ROOM.length))
}

/** The roles as they are sent: an attendee, what was chosen, and the rooms to moderate. */
export function rolesOf(given: readonly string[], rooms: readonly string[]): string[] {
  return ["attendee", ...GIVEN.filter((role) => given.includes(role)), ...rooms.map((room) => OF_ROOM + room)]
}
