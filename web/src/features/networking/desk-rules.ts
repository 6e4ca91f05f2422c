import { USUAL_MATCHING, type NetworkingMatching, type Weights } from "../../live/wire"

/** The rules of whom people are matched with, as they are sent: always all of them. */
export type Rules = NetworkingMatching

type Chosen = Pick<Rules, "weights" | "levels" | "same_institution">
export type Preset = "balanced" | "institutions" | "levels" | "skills"
export const WEIGHTS: readonly (keyof Weights)[] = ["topics", "complement", "distance", "seniority", "base"]

/** What organisers can begin with; `balanced` is how a session begins. */
export const PRESETS: Record<Preset, Chosen> = {
  balanced: { weights: USUAL_MATCHING.weights, levels: USUAL_MATCHING.levels, same_institution: USUAL_MATCHING.same_institution },
  institutions: { weights: { topics: 0.3, complement: 0.2, distance: 0.4, seniority: 0.05, base: 0.05 }, levels: "close", same_institution: false },
  levels: { weights: { topics: 0.35, complement: 0.2, distance: 0.1, seniority: 0.3, base: 0.05 }, levels: "mixed", same_institution: true },
  skills: { weights: { topics: 0.2, complement: 0.55, distance: 0.1, seniority: 0.05, base: 0.1 }, levels: "close", same_institution: true },
}

export function rulesOf({ weights, same_institution, levels, same_field, must_meet }: Rules): Rules {
  return { weights, same_institution, levels, same_field, must_meet }
}

/** What is to be saved: lists that name nobody are left out. */
export function toSave(rules: Rules): Rules {
  return { ...rules, must_meet: rules.must_meet.filter(({ others }) => others.length > 0) }
}

export function sameRules(one: Rules, other: Rules): boolean {
  const text = (rules: Rules) => JSON.stringify([...weightsOf(rules.weights), rules.same_institution, rules.levels, rules.same_field, rules.must_meet.map(({ person, others }) => [person, others])])
  return text(one) === text(other)
}

function weightsOf(weights: Weights): number[] {
  return WEIGHTS.map((name) => weights[name])
}

/** The preset that the rules are like, whatever else they say. */
export function presetOf(rules: Rules): Preset | null {
  const like = (Object.keys(PRESETS) as Preset[]).find((name) => sameRules({ ...rules, ...PRESETS[name] }, rules))
  return like ?? null
}

/** The share of each weight in whole percent, which are 100 together; all 0 when nothing counts. */
export function shares(weights: Weights): Record<keyof Weights, number> {
  const all = weightsOf(weights).reduce((sum, weight) => sum + weight, 0)
  const exact = WEIGHTS.map((name) => ({ name, percent: all ? (weights[name] / all) * 100 : 0 }))
  const whole = Object.fromEntries(exact.map(({ name, percent }) => [name, Math.floor(percent + 1e-9)])) as Record<keyof Weights, number>
  // What was cut off goes to those who lost most of it.
  const rest = [...exact].sort((a, b) => (b.percent - whole[b.name]) - (a.percent - whole[a.name]))
  let left = all ? 100 - WEIGHTS.reduce((sum, name) => sum + whole[name], 0) : 0
  for (const { name } of rest) if (left-- > 0) whole[name]++
  return whole
}

/** Another list, as an edit of one that somebody has. */
export function withOthers(rules: Rules, person: string, change: (others: string[]) => string[]): Rules {
  const has = rules.must_meet.some((must) => must.person === person)
  const all = has ? rules.must_meet : [...rules.must_meet, { person, others: [] }]
  return { ...rules, must_meet: all.map((must) => (must.person === person ? { person, others: change(must.others) } : must)) }
}
