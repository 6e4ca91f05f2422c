/** The hue (0–359) of somebody's avatar: the same everywhere, from their id. */
export function hue(id: string): number {
  let sum = 0
  for (const letter of id) sum = (sum * 31 + letter.charCodeAt(0)) >>> 0
  // Twelve hues, 30° apart, so that two neighbours differ visibly.
  return (sum % 12) * 30 + 5
}

/** The first letters of the first and the last name. */
export function initials(name: string): string {
  const words = name.replace(/^(Prof\.|Dr\.|PD)\s*/gi, "").split(/[\s]+/).filter(Boolean)
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words
  return letters.map((word) => [...(word ?? "")][0]?.toUpperCase() ?? "").join("")
}
