import type { Attendee } from "../../live/wire"

export interface Groups {
  /** On stage and moderating. */
  readonly staff: readonly Attendee[]
  /** Whom I know. */
  readonly known: readonly Attendee[]
  readonly others: readonly Attendee[]
}

const fold = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()

/** The people of a room whose name or affiliation has `wanted` in it, by name, in three groups; each person in one. */
export function grouped(people: readonly Attendee[], wanted: string, knows: (id: string) => boolean): Groups {
  const words = fold(wanted).split(/\s+/).filter(Boolean)
  const found = people.filter((person) => words.every((word) => fold(`${person.name} ${person.affiliation}`).includes(word)))
  const byName = found.sort((a, b) => a.name.localeCompare(b.name))
  const plain = byName.filter((person) => !person.badge)
  return {
    staff: byName.filter((person) => person.badge),
    known: plain.filter((person) => knows(person.id)),
    others: plain.filter((person) => !knows(person.id)),
  }
}
