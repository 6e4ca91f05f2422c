import { svelte } from "@sveltejs/vite-plugin-svelte"
import { defineConfig } from "vitest/config"

const server = process.env.SYMPOSIA_DEV_SERVER ?? "http://127.0.0.1:8000"
const toServer = { target: server, changeOrigin: false }

export default defineConfig({
  plugins: [svelte()],
  // The browser's build of Svelte in tests too: the server's one has no reactivity.
  resolve: process.env.VITEST ? { conditions: ["browser"] } : {},
  build: {
    outDir: "../server/symposia/static",
    emptyOutDir: true,
    // No data: addresses: the content security policy allows only our own files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // LiveKit's library, which only calls on LiveKit load.
    chunkSizeWarningLimit: 600,
    target: "es2022",
    // Keeps light-dark() as it is: a rewritten one would not turn inside the dark stage.
    cssTarget: ["chrome123", "firefox128", "safari18"],
    rolldownOptions: {
      output: {
        codeSplitting: {
          // One file for what every page needs, instead of a dozen round trips; dialogs and menus come when they are
          // opened, and what belongs to writing with the pages where people write.
          groups: [{ name: "base", test: /node_modules\/(svelte|esm-env|clsx)\/|src\/(live|shell|ui|styles)\/(?!\w+Box|messages\/)|src\/(router|route-match|App|main)\b/ }],
        },
      },
    },
  },
  server: {
    host: "127.0.0.1",
    proxy: {
      "/api": toServer,
      "/pictures": toServer,
      "/calendar": toServer,
      "/live": { ...toServer, ws: true },
    },
  },
  // Styles too are what they are: a test looks for those that nothing wears.
  test: { include: ["src/**/*.test.ts"], environment: "node", css: true },
})
