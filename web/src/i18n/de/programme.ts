import type { Texts } from "../index.svelte"

export const programme: Texts["programme"] = {}
