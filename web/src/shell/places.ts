import { t } from "../i18n/index.svelte"

export interface PlaceLink {
  readonly href: string
  readonly label: string
}

/** The places of the top bar, in order. */
export function places(organiser: boolean): PlaceLink[] {
  const all = [
    { href: "/", label: t.shell.lobby },
    { href: "/programme", label: t.shell.programme },
    { href: "/networking", label: t.shell.networking },
    { href: "/people", label: t.shell.people },
  ]
  return organiser ? [...all, { href: "/organise", label: t.shell.organise }] : all
}

/** Whether a path is at this place or below it; rooms belong to the programme. */
export function isAt(place: string, path: string): boolean {
  if (place === "/") return path === "/"
  if (place === "/programme" && path.startsWith("/rooms/")) return true
  return path === place || path.startsWith(place + "/")
}
