import type { Texts } from "../index.svelte"

export const organise: Texts["organise"] = {}
