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

/** The texts of the language in use; reactive. `{t.messages.send}`, `{t.shell.people(3)}`. */
export const t = new Proxy({} as Texts, {
  get: (_, area: keyof Texts) => catalogue?.[area],
})

/** The language in use; reactive. */
export function language(): Language {
  return chosen
}

/** The language that was chosen on this browser, if one was. */
function chosenHere(): Language | null {
  const kept = remembered("language")
  return kept === "en" || kept === "de" ? kept : null
}

/** The language to begin with: as chosen here before, else as the browser has it. */
export function firstLanguage(): Language {
  return chosenHere() ?? (navigator.language.startsWith("de") ? "de" : "en")
}

/** Switches to a language, once its texts are here. */
export async function speak(wish: Language): Promise<void> {
  catalogue = await loaders[wish]()
  chosen = wish
  document.documentElement.lang = wish
}

/** Switches to a language and keeps to it on this browser. */
export async function chooseLanguage(wish: Language): Promise<void> {
  remember("language", wish)
  await speak(wish)
}

/** The language that the person chose elsewhere, unless another was chosen here. */
export async function speakAs(person: { language: string }): Promise<void> {
  const wish = LANGUAGES.find((one) => one === person.language)
  if (wish && chosenHere() === null && wish !== chosen) await speak(wish)
}
