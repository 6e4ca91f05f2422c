import { t } from "../../i18n/index.svelte"
import { errorText } from "../../i18n/say"
import { asLiveError } from "../../live/errors"
import { call } from "../../live/live.svelte"
import { session } from "../../live/session.svelte"
import { MOST_WISHES, type Contact } from "../../live/wire"
import { dayKey } from "../../i18n/times.svelte"
import { toast } from "../../ui/toasts.svelte"
import { csv } from "./csv"
import { saveFile, vcards } from "./vcard"

export async function beReady(networking: string, ready: boolean): Promise<void> {
  try {
    await call("networking.ready", { networking, ready })
  } catch (thrown) {
    toast(errorText(thrown))
  }
}

/** Asks to meet somebody, or not any more; says why when that was refused. */
export async function wish(person: string, on: boolean): Promise<void> {
  try {
    await call("wish.set", { person, on })
  } catch (thrown) {
    toast(asLiveError(thrown).code === "wishes_full" ? t.setup.wishMost(MOST_WISHES) : errorText(thrown))
  }
}

/** Saves these contacts as a table. Office programs know by the first character that it is UTF-8. */
export function saveTable(contacts: readonly Contact[], file: string): void {
  const { name, affiliation, email, met, note } = t.encounters.columns
  const row = (contact: Contact) => [contact.name, contact.affiliation, contact.email, dayKey(contact.met_at), session.mine?.get("encounter", contact.id)?.note ?? ""]
  saveFile(file + ".csv", "text/csv;charset=utf-8", "\uFEFF" + csv([[name, affiliation, email, met, note], ...contacts.map(row)]))
}

/** Saves these contacts as a vCard file. */
export function saveContacts(contacts: readonly Contact[], file: string): void {
  const where = session.conference?.title ?? ""
  const text = vcards(contacts, ({ met_at }) => [where, dayKey(met_at)].filter(Boolean).join(", "))
  saveFile(file + ".vcf", "text/vcard;charset=utf-8", text)
}
