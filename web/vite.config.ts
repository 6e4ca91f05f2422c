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
    target: "es2022",
  },
  server: {
    proxy: {
      "/api": toServer,
      "/pictures": toServer,
      "/calendar": toServer,
      "/live": { ...toServer, ws: true },
    },
  },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
})
