import type { Answers } from "../../live/wire"
import { csv } from "./csv"

export type Results = Answers["networking.results"]

/** How often people were left alone: in how many rounds, how many times, of how many places in all. */
export function leftAlone({ rounds }: Results): { rounds: number; times: number; of: number } {
  return {
    rounds: rounds.filter(({ sat_out }) => sat_out > 0).length,
    times: rounds.reduce((sum, { sat_out }) => sum + sat_out, 0),
    of: rounds.reduce((sum, { present }) => sum + present, 0),
  }
}

/** A part of a whole in percent: never 0 when there is a part, never 100 when it is not the whole. */
export function percent(part: number, of: number): number {
  const exact = of ? (part / of) * 100 : 0
  if (part > 0 && exact < 1) return Math.max(0.1, Math.round(exact * 10) / 10)
  if (part < of && exact > 99) return Math.floor(exact * 10) / 10
  return Math.round(exact)
}

interface Tie {
  readonly one: number
  readonly other: number
  readonly pairs: number
}

/** What the matrix says in words: its strongest tie between two centres (one pair is no tie yet), and how many pairs were within one of them. */
export function inWords({ centres, ties }: { readonly centres: readonly string[]; readonly ties: Results["ties"] }): { strongest: Tie | null; within: number; all: number } {
  let strongest: Tie | null = null
  let [within, all] = [0, 0]
  ties.forEach((row, one) =>
    row.forEach((pairs, other) => {
      if (other < one) return
      all += pairs
      // The rest of the centres is not one of them.
      if (!centres[one] || !centres[other]) return
      if (other === one) within += pairs
      else if (pairs > (strongest?.pairs ?? 1)) strongest = { one, other, pairs }
    }),
  )
  return { strongest, within, all }
}

/** The matrix as CSV, centres in the first row and column. `others` names those beyond the largest. */
export function tiesCsv({ centres, ties }: Pick<Results, "centres" | "ties">, others: string): string {
  const names = centres.map((centre) => centre || others)
  return csv([["", ...names], ...ties.map((row, at) => [names[at] ?? "", ...row.map(String)])])
}

/** So many others, or more, were met by half of the people. `encounters[n]` of them met `n`. */
export function typical(encounters: readonly number[]): number {
  const all = encounters.reduce((sum, count) => sum + count, 0)
  let more = 0
  for (let others = encounters.length - 1; others > 0; others--) {
    more += encounters[others] ?? 0
    if (more * 2 >= all) return others
  }
  return 0
}
