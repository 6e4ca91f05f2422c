import type { Participant } from "../../live/wire"

type State = Participant["state"]
export type Filter = "all" | State
export const FILTERS: readonly Filter[] = ["all", "waiting", "meeting", "ready", "away"]

/** Who needs a look comes first: those who wait, the longest first. */
const ORDER: Record<State, number> = { waiting: 0, meeting: 1, ready: 2, away: 3 }

export function byNeed(a: Participant, b: Participant): number {
  return ORDER[a.state] - ORDER[b.state] || a.since.localeCompare(b.since) || (a.meeting ?? "").localeCompare(b.meeting ?? "") || a.name.localeCompare(b.name)
}

/** How many are in each state, and in all. */
export function counted(people: readonly Participant[]): Record<Filter, number> {
  const counts: Record<Filter, number> = { all: people.length, waiting: 0, meeting: 0, ready: 0, away: 0 }
  for (const { state } of people) counts[state]++
  return counts
}

/** Those in the state whose name or institution has every word of the text; accents and capitals do not matter. */
export function found(people: readonly Participant[], filter: Filter, text: string): Participant[] {
  const words = plain(text).split(/\s+/).filter(Boolean)
  return people.filter((person) => {
    if (filter !== "all" && person.state !== filter) return false
    if (words.length === 0) return true
    const about = plain(`${person.name} ${person.affiliation}`)
    return words.every((word) => about.includes(word))
  })
}

function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{Mn}/gu, "").toLowerCase()
}

/** Who sits together, by the id of the meeting. */
export function meetingsOf(people: readonly Participant[]): Map<string, Participant[]> {
  const meetings = new Map<string, Participant[]>()
  for (const person of people) {
    if (!person.meeting) continue
    const there = meetings.get(person.meeting)
    if (there) there.push(person)
    else meetings.set(person.meeting, [person])
  }
  return meetings
}

export interface Joinable {
  readonly id: string
  readonly people: readonly Participant[]
}

/** The meetings of two that somebody could join, those with every word of the text in them. */
export function joinable(meetings: ReadonlyMap<string, Participant[]>, person: string, text: string): Joinable[] {
  const words = plain(text).split(/\s+/).filter(Boolean)
  return [...meetings]
    .filter(([, people]) => people.length === 2 && people.every(({ id }) => id !== person))
    .map(([id, people]) => ({ id, people, about: plain(people.map((one) => `${one.name} ${one.affiliation}`).join(" ")) }))
    .filter(({ about }) => words.every((word) => about.includes(word)))
    .map(({ id, people }) => ({ id, people }))
}

export type Act = "again" | "into" | "remove"

/** What can be done with somebody; `live`: people are being matched or meet. */
export function actsFor(person: Participant, live: boolean): Act[] {
  if (person.state === "away") return []
  if (!live) return ["remove"]
  return person.state === "meeting" ? ["again", "into", "remove"] : ["into", "remove"]
}
