import { call } from "../../live/live.svelte"
import type { Commands, Language, Me } from "../../live/wire"

export type Profile = Required<Commands["person.edit"]>

/** A language of the pages; English for one that we do not speak. */
export function asLanguage(language: string): Language {
  return language === "de" ? "de" : "en"
}

/** What a person can edit of themselves, as it is now. */
export function profileOf(me: Me): Profile {
  const { name, affiliation, field, topics, languages, seeks, offers, biography, time_zone } = me
  return { name, affiliation, field, topics, languages, seeks, offers, biography, time_zone, language: asLanguage(me.language) }
}

/** Keeps the language of the pages with the person, so that mails and other browsers speak it too. */
export async function keepLanguage(me: Me, language: Language): Promise<void> {
  if (me.language !== language) await call("person.edit", { ...profileOf(me), language })
}
