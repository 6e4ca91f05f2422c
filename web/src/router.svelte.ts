import { matchRoute } from "./route-match"
import { routes, type Route } from "./pages/routes"

/** Where we are: the browser's address as reactive state, and the ways to another one. */

interface Place {
  readonly path: string
  readonly search: string
  readonly hash: string
  /** How far down (px) the page was when it was left by the browser's back or forward. */
  readonly scroll: number
  /** The document was opened here: nothing was left, so the focus stays where it is. */
  readonly first: boolean
}

interface Kept {
  scroll?: number
}

function here(scroll = 0, first = false): Place {
  return { path: location.pathname, search: location.search, hash: location.hash, scroll, first }
}

let place: Place = $state.raw(here(0, true))
const matched = $derived(matchRoute(routes, place.path))

export const router = {
  get place(): Place {
    return place
  },
  get route(): Route | null {
    return matched?.route ?? null
  },
  get params(): Record<string, string> {
    return matched?.params ?? {}
  },
}

/** Goes to an address of ours. `replace` leaves no way back to the present one. */
export function go(to: string, options: { replace?: boolean } = {}): void {
  keepScroll()
  if (options.replace) history.replaceState({}, "", to)
  else history.pushState({}, "", to)
  // Sent on before anything was seen: still the first page.
  place = here(0, Boolean(options.replace) && place.first)
}

/** Changes the query of the present address, without being a step back. */
export function setQuery(changes: Record<string, string | null>): void {
  const query = new URLSearchParams(location.search)
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) query.delete(name)
    else query.set(name, value)
  }
  const text = query.size ? "?" + query.toString() : ""
  history.replaceState(history.state, "", location.pathname + text + location.hash)
  place = { ...place, search: text }
}

/** A value of the address's query; reactive. */
export function query(name: string): string | null {
  return new URLSearchParams(place.search).get(name)
}

function keepScroll(): void {
  history.replaceState({ ...(history.state as Kept | null), scroll: scrollY }, "")
}

/** Addresses under our origin that are files or answers, not pages. */
const NOT_PAGES = /^\/(api|calendar|pictures|live|assets)(\/|$)/

function followLink(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  const link = (event.target as Element | null)?.closest?.("a[href]") as HTMLAnchorElement | null
  if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return
  if (NOT_PAGES.test(link.pathname)) return
  // A link inside the page is the browser's own business.
  if (link.pathname === location.pathname && link.search === location.search && link.hash) return
  event.preventDefault()
  go(link.pathname + link.search + link.hash)
}

/** Begins to listen to links and to the browser's back and forward. */
export function startRouter(): void {
  history.scrollRestoration = "manual"
  addEventListener("popstate", (event) => {
    place = here((event.state as Kept | null)?.scroll ?? 0)
  })
  addEventListener("pagehide", keepScroll)
  document.addEventListener("click", followLink)
}
