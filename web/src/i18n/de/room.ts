import type { Texts } from "../index.svelte"

export const room: Texts["room"] = {}
