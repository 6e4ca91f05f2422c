/** Chooses the form of a text by number, as the language does: `plural("en")(n, "1 person", `${n} people`)`. */
export function plural(language: "en" | "de"): (n: number, one: string, other: string) => string {
  const rules = new Intl.PluralRules(language)
  return (n, one, other) => (rules.select(n) === "one" ? one : other)
}

/** A number as the language writes it: 1,234 or 1.234. */
export function numbers(language: "en" | "de"): (n: number) => string {
  const format = new Intl.NumberFormat(language)
  return (n) => format.format(n)
}
