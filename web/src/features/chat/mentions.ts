import { mention } from "../../ui/markdown"

/** Mentions: people read and write `@Anna Lindqvist`, the wire carries `@[Anna Lindqvist](her id)`. */
export interface Named {
  readonly id: string
  readonly name: string
}

const ENCODED = /@\[([^\]\n]{1,120})\]\(([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\)/g
/** Up to two words after an @ that begins a word. */
const TYPED = /(?:^|[\s(])@([\p{L}\p{N}.'’-]{0,30}(?: [\p{L}\p{N}.'’-]{1,30})?)$/u

/** How a name stands in the field. */
export function shownName(name: string): string {
  return name.replace(/[\][\n]/g, "")
}

/** The text for the wire: every `@Name` of these people becomes a mention. */
export function encode(text: string, people: readonly Named[]): string {
  const byName = new Map(people.map((person) => [shownName(person.name), person]))
  if (byName.size === 0) return text
  // The longest first: "@Ann Lee" is not "@Ann" and a word.
  const names = [...byName.keys()].sort((a, b) => b.length - a.length).map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
  const written = new RegExp(`(?<![\\p{L}\\p{N}])@(${names.join("|")})(?![\\p{L}\\p{N}])`, "gu")
  return text.replace(written, (_, name: string) => mention(byName.get(name)!))
}

/** The text for the field, and the people who are mentioned in it. */
export function decode(text: string): { text: string; people: Named[] } {
  const people: Named[] = []
  const plain = text.replace(ENCODED, (_, name: string, id: string) => {
    people.push({ id, name })
    return "@" + name
  })
  return { text: plain, people }
}

/** What somebody types after an @ just before the caret, and where the @ stands; null when they do not. */
export function typedMention(text: string, caret: number): { start: number; query: string } | null {
  const found = TYPED.exec(text.slice(0, caret))
  const query = found?.[1]
  return query === undefined ? null : { start: caret - query.length - 1, query }
}

/** The field after a name was chosen: its text, and where the caret goes. */
export function complete(text: string, start: number, caret: number, name: string): { text: string; caret: number } {
  const before = text.slice(0, start) + "@" + shownName(name) + " "
  return { text: before + text.slice(caret).replace(/^ /, ""), caret: before.length }
}

const fold = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()

/** The people whose name, or a word of it, begins with the query: in the order given, each once. */
export function candidates<P extends Named>(query: string, people: readonly P[], most = 6): P[] {
  const wanted = fold(query)
  const found = new Map<string, P>()
  for (const person of people) {
    if (found.size === most) break
    const name = fold(person.name)
    if (!found.has(person.id) && (name.startsWith(wanted) || name.includes(" " + wanted))) found.set(person.id, person)
  }
  return [...found.values()]
}
