import { t } from "../../i18n/index.svelte"
import type { Standing } from "../../live/wire"
import type { MenuGroups } from "../../ui/menu"

/** What a moderator is about to do to somebody's standing in the room. */
export interface Asked {
  readonly person: { readonly id: string; readonly name: string }
  readonly act: "silence" | "unsilence" | "send_out" | "let_in"
}

/** What a moderator can do about somebody, as they stand now. */
export function standingMenu(person: Asked["person"], standing: Standing | undefined, ask: (asked: Asked) => void): MenuGroups {
  const silence = standing?.silenced
    ? { label: t.room.unsilence, act: () => ask({ person, act: "unsilence" }) }
    : { label: t.room.silence, act: () => ask({ person, act: "silence" }) }
  const remove = standing?.removed
    ? { label: t.room.letIn, act: () => ask({ person, act: "let_in" }) }
    : { label: t.room.sendOut, danger: true, act: () => ask({ person, act: "send_out" }) }
  return [{ items: [silence, remove] }]
}
