import type { Session } from "../../live/wire"

/** Which sessions one wants to see; what is empty or false leaves all. */
export interface Filter {
  readonly text: string
  readonly room: string
  readonly kind: string
  readonly mine: boolean
}

/** A text as it is compared: without case, accents and other marks. */
export function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ß", "ss")
}

/** The sessions that the filter leaves. Every word of its text is somewhere in a session, its speakers or its room's title. */
export function filtered(
  sessions: readonly Session[],
  filter: Filter,
  starred: (session: string) => boolean,
  roomTitle: (room: string) => string,
): Session[] {
  const words = folded(filter.text).split(/\s+/).filter(Boolean)
  return sessions.filter((session) => {
    if (filter.room && session.room !== filter.room) return false
    if (filter.kind && session.type !== filter.kind) return false
    if (filter.mine && !starred(session.id)) return false
    if (!words.length) return true
    const said = session.speakers.flatMap(({ name, affiliation }) => [name, affiliation])
    const text = folded([session.title, session.abstract, roomTitle(session.room), ...said].join("\n"))
    return words.every((word) => text.includes(word))
  })
}

export function narrows(filter: Filter): boolean {
  return Boolean(filter.text.trim() || filter.room || filter.kind || filter.mine)
}
