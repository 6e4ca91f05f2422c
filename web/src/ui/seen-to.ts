interface Handled {
  readonly at: string
  readonly handled_at?: string | null
}

/** Reports to which nobody has seen yet come first; among those, and among the others, the newest. */
export function openFirst(a: Handled, b: Handled): number {
  return Number(Boolean(a.handled_at)) - Number(Boolean(b.handled_at)) || b.at.localeCompare(a.at)
}
