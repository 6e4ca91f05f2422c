/** The safe subset of Markdown that people may write: emphasis, code, links, mentions. */

export type Mark =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "code"; readonly text: string }
  | { readonly type: "block"; readonly text: string }
  | { readonly type: "break" }
  | { readonly type: "link"; readonly href: string; readonly text: string }
  | { readonly type: "mention"; readonly id: string; readonly name: string }
  | { readonly type: "strong" | "em" | "strike"; readonly marks: readonly Mark[] }

type Rule = readonly [pattern: RegExp, make: (found: RegExpExecArray, depth: number) => Mark]

const DEEPEST = 6
const inner = (found: RegExpExecArray, depth: number) => parse(found[1] ?? "", depth + 1)

/** Tried in this order at every place; the earliest hit wins. */
const RULES: readonly Rule[] = [
  [/```\n?([\s\S]+?)\n?```/, (found) => ({ type: "block", text: found[1] ?? "" })],
  [/`([^`\n]+)`/, (found) => ({ type: "code", text: found[1] ?? "" })],
  [/@\[([^\]\n]{1,200})\]\(([0-9a-fA-F-]{1,64})\)/, (found) => ({ type: "mention", name: found[1] ?? "", id: found[2] ?? "" })],
  [/\[([^\]\n]{1,200})\]\((https?:\/\/[^\s()<>]{1,2000})\)/, (found) => ({ type: "link", text: found[1] ?? "", href: found[2] ?? "" })],
  [/https?:\/\/[^\s<>]{0,2000}[^\s<>.,;:!?'")\]]/, (found) => ({ type: "link", text: found[0], href: found[0] })],
  [/\*\*(?=\S)([\s\S]{0,2000}?\S)\*\*/, (found, depth) => ({ type: "strong", marks: inner(found, depth) })],
  [/(?<![\w*])\*(?=[^\s*])([^*\n]{0,2000}?[^\s*])\*(?![\w*])/, (found, depth) => ({ type: "em", marks: inner(found, depth) })],
  [/(?<!\w)_(?=[^\s_])([^_\n]{0,2000}?[^\s_])_(?!\w)/, (found, depth) => ({ type: "em", marks: inner(found, depth) })],
  [/~~(?=\S)([^~\n]{0,2000}?\S)~~/, (found, depth) => ({ type: "strike", marks: inner(found, depth) })],
  [/\n/, () => ({ type: "break" })],
]

/** Reads a text into marks. What is not of the subset stays as it was written. */
export function parse(text: string, depth = 0): Mark[] {
  const marks: Mark[] = []
  let rest = text
  while (rest && depth < DEEPEST) {
    const first = earliest(rest)
    if (!first) break
    const [found, make] = first
    if (found.index > 0) marks.push({ type: "text", text: rest.slice(0, found.index) })
    marks.push(make(found, depth))
    rest = rest.slice(found.index + found[0].length)
  }
  if (rest) marks.push({ type: "text", text: rest })
  return marks
}

function earliest(text: string): readonly [RegExpExecArray, Rule[1]] | null {
  let best: readonly [RegExpExecArray, Rule[1]] | null = null
  for (const [pattern, make] of RULES) {
    const found = pattern.exec(text)
    if (found && (!best || found.index < best[0].index)) best = [found, make]
  }
  return best
}

/** How a mention is written. */
export function mention(person: { id: string; name: string }): string {
  return `@[${person.name.replace(/[\][\n]/g, "")}](${person.id})`
}

/** The words of a text without its marks, for where there is room for one line only. */
export function plain(text: string): string {
  return words(parse(text)).replace(/\s+/g, " ").trim()
}

function words(marks: readonly Mark[]): string {
  return marks.map(wordsOf).join("")
}

function wordsOf(mark: Mark): string {
  if (mark.type === "break") return " "
  if (mark.type === "mention") return "@" + mark.name
  return "marks" in mark ? words(mark.marks) : mark.text
}
