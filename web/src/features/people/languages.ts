import { language } from "../../i18n/index.svelte"

/** Languages offered first; others can be added by their two-letter code. */
export const OFFERED = ["en", "de", "fr", "es", "it", "pt", "nl", "pl", "ru", "uk", "tr", "ar", "fa", "hi", "zh", "ja"] as const

/** A language's name in the language of the pages: de → German. What is no code stays as it is. */
export function languageName(code: string): string {
  if (!/^[a-z]{2,3}(-|$)/i.test(code)) return code
  return new Intl.DisplayNames([language()], { type: "language", fallback: "code" }).of(code) ?? code
}
