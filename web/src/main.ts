import "@fontsource-variable/source-sans-3/wght-italic.css"
import "@fontsource-variable/source-sans-3/wght.css"
import "@fontsource-variable/source-serif-4/opsz-italic.css"
import "@fontsource-variable/source-serif-4/opsz.css"
import { mount } from "svelte"
import App from "./App.svelte"
import { firstLanguage, speak } from "./i18n/index.svelte"
import { watchNetwork } from "./live/live.svelte"
import { startRouter } from "./router.svelte"
import "./styles/index.css"

startRouter()
watchNetwork()
await speak(firstLanguage())
mount(App, { target: document.getElementById("app")! })
