import type { TopicMap } from "../../live/topics.svelte"

/** Whether people meet in rounds at this conference at all. */
export function meetsHere(programme: TopicMap | null): boolean {
  return programme?.list("session").some(({ type, cancelled }) => type === "networking" && !cancelled) ?? false
}
