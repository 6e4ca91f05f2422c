import type { Texts } from "../index.svelte"

export const networking: Texts["networking"] = {}
