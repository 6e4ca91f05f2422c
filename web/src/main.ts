import "@fontsource-variable/source-sans-3/wght-italic.css"
import "@fontsource-variable/source-sans-3/wght.css"
import "@fontsource-variable/source-serif-4/opsz-italic.css"
import "@fontsource-variable/source-serif-4/opsz.css"
import { mount } from "svelte"
import App from "./App.svelte"
import { firstLanguage, speak } from "./i18n/index.svelte"
import { watchNetwork } from "./live/live.svelte"
import { session } from "./live/session.svelte"
import { router, startRouter } from "./router.svelte"
import "./styles/index.css"

/** The first page, its texts and who we are: asked for all at once. */
async function start(): Promise<void> {
  startRouter()
  watchNetwork()
  void router.route?.load()
  const known = session.load()
  // App tells what is wrong; until it is there, nobody else has to.
  known.catch(() => {})
  await speak(firstLanguage())
  mount(App, { target: document.getElementById("app")!, props: { known } })
}

void start()
