/** A list of people from a spreadsheet, read and checked before anything is sent. */

/** What can be wrong with a line. `twice`: the address stands in a line before. */
export type Problem = "email" | "name" | "name_long" | "roles" | "twice"

export interface ListLine {
  /** As the file counts, from 1. */
  readonly line: number
  readonly email: string
  readonly name: string
  readonly affiliation: string
  readonly roles: string[]
  readonly problems: readonly Problem[]
}

type Column = "email" | "name" | "first" | "last" | "affiliation" | "roles"
type Columns = Partial<Record<Column, number>>

interface Row {
  readonly line: number
  readonly cells: readonly string[]
}

const ROLES = new Set(["attendee", "speaker", "presenter", "moderator", "jury", "organiser"])
const NAMES: Record<Column, RegExp> = {
  email: /^(e-?mail|mail|e-?mail[ -]?(address|adresse))$/,
  first: /^(first|given)[ _-]?names?$|^vornamen?$/,
  last: /^(last|family|sur)[ _-]?names?$|^nachnamen?$/,
  name: /^(full[ _-]?)?name$/,
  affiliation: /^(affiliation|institution|institute|institut|organi[sz]ation|cent(er|re)|zentrum|einrichtung)$/,
  roles: /^(roles?|rollen?)$/,
}
/** Without a line of headings the columns are these. */
const PLAIN: Columns = { email: 0, name: 1, affiliation: 2, roles: 3 }
const EMAIL = /^[a-z0-9!#$%&'*+/=^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=^_`{|}~-]+)*@[a-z0-9-]+(\.[a-z0-9-]+)+$/
const NAME_MOST = 120

/** How many people one command takes. */
export const AT_ONCE = 200

/**
 * The people of a list: columns apart by comma, semicolon or tab, with headings (English or German)
 * or in the order e-mail, name, affiliation, roles. Empty lines are left out.
 */
export function readPeople(text: string): ListLine[] {
  const rows = rowsOf(text)
  const headings = rows[0] ? columnsOf(rows[0].cells) : null
  const columns = headings ?? PLAIN
  const seen = new Set<string>()
  return rows.slice(headings ? 1 : 0).map((row) => lineOf(row, columns, seen))
}

/** The lines that can be sent, in parts that a command takes. */
export function portions(lines: readonly ListLine[]): ListLine[][] {
  const good = lines.filter((line) => !line.problems.length)
  return Array.from({ length: Math.ceil(good.length / AT_ONCE) }, (_, i) => good.slice(i * AT_ONCE, (i + 1) * AT_ONCE))
}

function columnsOf(cells: readonly string[]): Columns | null {
  const columns: Columns = {}
  for (const [at, cell] of cells.entries()) {
    const heading = cell.trim().toLowerCase()
    for (const [column, name] of Object.entries(NAMES) as [Column, RegExp][]) if (name.test(heading)) columns[column] ??= at
  }
  return columns.email === undefined ? null : columns
}

function lineOf({ line, cells }: Row, columns: Columns, seen: Set<string>): ListLine {
  const cell = (column: Column) => (columns[column] === undefined ? "" : (cells[columns[column]] ?? "")).replace(/\s+/g, " ").trim()
  const email = cell("email").toLowerCase()
  const name = cell("name") || [cell("first"), cell("last")].filter(Boolean).join(" ")
  const roles = [...new Set(cell("roles").toLowerCase().split(/[\s,;|]+/).filter(Boolean))]
  const problems: Problem[] = []
  if (!isEmail(email)) problems.push("email")
  else if (seen.has(email)) problems.push("twice")
  if (!name) problems.push("name")
  if (name.length > NAME_MOST) problems.push("name_long")
  if (!roles.every(isRole)) problems.push("roles")
  seen.add(email)
  return { line, email, name, affiliation: cell("affiliation"), roles: roles.length ? roles : ["attendee"], problems }
}

export function isEmail(text: string): boolean {
  return EMAIL.test(text.trim().toLowerCase())
}

function isRole(role: string): boolean {
  return ROLES.has(role) || /^moderator:[a-z0-9]+(-[a-z0-9]+)*$/.test(role)
}

/** The rows of a text of separated values (RFC 4180), with quoted cells that may go over several lines. */
function rowsOf(text: string): Row[] {
  const plain = text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n")
  const separator = separatorOf(plain)
  const rows: Row[] = []
  let [line, began, cell, quoted] = [1, 1, "", false]
  let cells: string[] = []
  const endRow = () => {
    cells.push(cell)
    if (cells.some((one) => one.trim())) rows.push({ line: began, cells })
    cells = []
    cell = ""
    began = line
  }
  for (let i = 0; i < plain.length; i++) {
    const at = plain[i]!
    if (at === "\n") line++
    if (quoted && at === '"' && plain[i + 1] === '"') cell += plain[++i]
    else if (quoted) {
      if (at === '"') quoted = false
      else cell += at
    } else if (at === '"' && !cell.trim()) {
      quoted = true
      cell = ""
    } else if (at === separator) {
      cells.push(cell)
      cell = ""
    } else if (at === "\n") endRow()
    else cell += at
  }
  endRow()
  return rows
}

/** What stands between the columns: whichever there is most of in the first line. */
function separatorOf(text: string): string {
  const first = text.trimStart().split("\n", 1)[0]!
  const count = (separator: string) => first.split(separator).length
  return ["\t", ";", ","].reduce((best, one) => (count(one) > count(best) ? one : best))
}
