import type { Component } from "svelte"

// A page names the parts of its address that it wants, so the module's type is wide.
type PageModule = { default: Component<{ params: never }> } | { default: Component }

export interface Route {
  readonly path: string
  readonly load: () => Promise<PageModule>
  /** Can be seen without being signed in. */
  readonly open?: true
}

/** Every address and its page. A page is loaded when somebody goes there. */
export const routes: readonly Route[] = [
  { path: "/", load: () => import("./LobbyPage.svelte") },
  { path: "/programme", load: () => import("./ProgrammePage.svelte") },
  { path: "/programme/:id", load: () => import("./SessionPage.svelte") },
  { path: "/rooms/:slug", load: () => import("./RoomPage.svelte") },
  { path: "/networking", load: () => import("./NetworkingPage.svelte") },
  { path: "/networking/encounters", load: () => import("./EncountersPage.svelte") },
  { path: "/networking/:id/results", load: () => import("./NetworkingResultsPage.svelte") },
  { path: "/networking/:id", load: () => import("./NetworkingSessionPage.svelte") },
  { path: "/people", load: () => import("./PeoplePage.svelte") },
  { path: "/people/:id", load: () => import("./PersonPage.svelte") },
  { path: "/messages", load: () => import("./MessagesPage.svelte") },
  { path: "/messages/:person", load: () => import("./DialoguePage.svelte") },
  { path: "/me", load: () => import("./MePage.svelte") },
  { path: "/check", load: () => import("./CheckPage.svelte") },
  { path: "/organise", load: () => import("./OrganisePage.svelte") },
  { path: "/outbox", load: () => import("./OutboxPage.svelte") },
  { path: "/sign-in", load: () => import("./SignInPage.svelte"), open: true },
  { path: "/ticket", load: () => import("./TicketPage.svelte"), open: true },
  { path: "/register", load: () => import("./RegisterPage.svelte"), open: true },
]
