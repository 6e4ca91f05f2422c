import { language, type Texts } from "../../i18n/index.svelte"
import { languageName } from "../people/languages"

/** What one calls somebody in a sentence: the first name, without titles. */
export function called(name: string): string {
  const words = name.trim().split(/\s+/)
  return words.find((word) => !word.endsWith(".")) ?? name
}

/** "a, b and c", as the language of the pages says it. */
export function listed(words: readonly string[]): string {
  return new Intl.ListFormat(language() === "de" ? "de" : "en-GB", { type: "conjunction" }).format(words)
}

/** Names of languages by their codes, in the language of the pages. */
export function languagesListed(codes: readonly string[]): string {
  return listed(codes.map(languageName))
}

/** What people look for, as the end of a sentence; what a newer server knows is left as it is. */
export function intentsListed(intents: readonly string[], t: Texts): string {
  const words: Readonly<Record<string, string>> = t.networking.intents
  return listed(intents.map((intent) => words[intent] ?? intent))
}
