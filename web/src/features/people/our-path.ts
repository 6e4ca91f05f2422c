/** An address of ours; anything else leads to the lobby. */
export function ourPath(to: string | null): string {
  return to !== null && /^\/(?![/\\])/.test(to) ? to : "/"
}
