interface Toast {
  readonly id: number
  readonly text: string
  readonly action: { readonly label: string; readonly act: () => void } | null
}

const SHOWN_MS = 6_000
let next = 0
let shown: readonly Toast[] = $state.raw([])

/** The toasts to be seen now; reactive. */
export function toasts(): readonly Toast[] {
  return shown
}

/** Says something in passing. With an action it stays until it is closed. */
export function toast(text: string, action: Toast["action"] = null): void {
  const made = { id: next++, text, action }
  shown = [...shown, made].slice(-3)
  if (!action) setTimeout(() => dismiss(made.id), SHOWN_MS)
}

export function dismiss(id: number): void {
  shown = shown.filter((one) => one.id !== id)
}
