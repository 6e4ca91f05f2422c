/** Accents that are offered; any other can be chosen. */
export const OFFERED_ACCENTS = [
  { name: "blue", value: "#1f5f99" },
  { name: "teal", value: "#0f6b6b" },
  { name: "green", value: "#3d6b2f" },
  { name: "red", value: "#9c2f3a" },
  { name: "violet", value: "#5b3f95" },
  { name: "ink", value: "#37424f" },
] as const

export function isColour(text: string): boolean {
  return /^#[0-9a-f]{6}$/i.test(text)
}
