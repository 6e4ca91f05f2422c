import { remember, remembered } from "../live/storage"

export type Theme = "system" | "light" | "dark"

function first(): Theme {
  const kept = remembered("theme")
  return kept === "light" || kept === "dark" ? kept : "system"
}

let chosen: Theme = $state(first())

export function theme(): Theme {
  return chosen
}

/** Chooses the appearance; `system` follows the device. boot.js reads it before the first paint. */
export function chooseTheme(wish: Theme): void {
  chosen = wish
  remember("theme", wish === "system" ? null : wish)
  if (wish === "system") delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = wish
}

/** The one colour that the conference chooses. Kept, so that the next load begins with it. */
export function useAccent(accent: string): void {
  if (!CSS.supports("color", accent)) return
  document.documentElement.style.setProperty("--accent", accent)
  remember("accent", accent)
}
