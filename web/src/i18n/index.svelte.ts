import { remember, remembered } from "../live/storage"
import type { Language } from "../live/wire"
import type { en } from "./en"

export type Texts = typeof en
export const LANGUAGES: readonly Language[] = ["en", "de"]

const loaders: Record<Language, () => Promise<Texts>> = {
  en: async () => (await import("./en")).en,
  de: async () => (await import("./de")).de,
}

let chosen: Language = $state("en")
let catalogue = $state.raw<Texts | null>(null)

/** The texts of the language in use; reactive. `{t.room.send}`, `{t.shell.people(3)}`. */
export const t = new Proxy({} as Texts, {
  get: (_, area: keyof Texts) => catalogue?.[area],
})

/** The language in use; reactive. */
export function language(): Language {
  return chosen
}

/** The language to begin with: as chosen here before, else as the browser has it. */
export function firstLanguage(): Language {
  const wish = remembered("language") ?? navigator.language.slice(0, 2)
  return wish === "de" ? "de" : "en"
}

/** Switches to a language, once its texts are here. */
export async function speak(wish: Language): Promise<void> {
  const texts = await loaders[wish]()
  catalogue = texts
  chosen = wish
  remember("language", wish)
  document.documentElement.lang = wish
}
