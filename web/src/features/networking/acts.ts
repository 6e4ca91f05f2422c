import { t } from "../../i18n/index.svelte"
import { errorText } from "../../i18n/say"
import { asLiveError } from "../../live/errors"
import { call } from "../../live/live.svelte"
import { session } from "../../live/session.svelte"
import type { Contact } from "../../live/wire"
import { day } from "../../i18n/times.svelte"
import { toast } from "../../ui/toasts.svelte"
import { saveFile, vcards } from "./vcard"

/** Waits for a command and says when it was refused; answers whether it was done. */
export async function done(asked: Promise<unknown>): Promise<boolean> {
  try {
    await asked
    return true
  } catch (thrown) {
    toast(errorText(thrown))
    return false
  }
}

export async function beReady(networking: string, ready: boolean): Promise<void> {
  try {
    await call("networking.ready", { networking, ready })
  } catch (thrown) {
    toast(asLiveError(thrown).code === "conflict" ? t.networking.readyElsewhere : errorText(thrown))
  }
}

/** Saves these contacts as a vCard file. */
export function saveContacts(contacts: readonly Contact[], file: string): void {
  const where = session.conference?.title ?? ""
  const text = vcards(contacts, ({ met_at }) => [where, day(met_at)].filter(Boolean).join(", "))
  saveFile(file + ".vcf", "text/vcard;charset=utf-8", text)
}
