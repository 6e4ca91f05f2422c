import { expect, it } from "vitest"

const files = import.meta.glob<string>("./**/*.{svelte,ts}", { query: "?raw", import: "default", eager: true })
/** What may import what: a layer may import those before it. */
const LAYERS = [["live"], ["i18n"], ["router", "route-match"], ["ui"], ["features"], ["shell"], ["pages"], ["App"], ["styles"], ["main"]]
/** Features stand side by side: all may import these, and `calls` may import the others of them. */
const BASE = ["people", "programme", "rooms"]
const ABOVE_BASE = "calls"

interface Import {
  readonly from: readonly string[]
  readonly to: readonly string[]
}

/** Every import of one of our files by another, types and styles too; each as the parts of its path below `src`. */
const imports = Object.entries(files)
  .filter(([path]) => !path.endsWith(".test.ts"))
  .flatMap(([path, text]) => [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map(([, to]): Import => ({ from: parts(path), to: parts(new URL(to!, "file:///" + path).pathname) })))

function parts(path: string): string[] {
  return path.replace(/^\.?\//, "").replace(/(\.svelte)?\.ts$|\.svelte$/, "").split("/")
}

function layerOf(path: readonly string[], imported = false): number {
  // The list of pages is the router's: it names them, and loads one when somebody goes there.
  if (imported && path.join("/") === "pages/routes") return layerOf(["router"])
  return LAYERS.findIndex((layer) => layer.includes(path[0]!))
}

function mayImport(feature: string, other: string): boolean {
  if (BASE.includes(feature)) return BASE.includes(other)
  return feature === other || BASE.includes(other) || (other === ABOVE_BASE && feature !== ABOVE_BASE)
}

const said = ({ from, to }: Import) => `${from.join("/")} imports ${to.join("/")}`

it("knows the layer of every file", () => {
  expect(imports.length).toBeGreaterThan(500)
  expect(imports.filter(({ from, to }) => layerOf(from) < 0 || layerOf(to, true) < 0).map(said)).toEqual([])
})

it("imports downwards only", () => {
  expect(imports.filter(({ from, to }) => layerOf(to, true) > layerOf(from)).map(said)).toEqual([])
})

it("has features that do not know of each other, but for the base", () => {
  const inside = imports.filter(({ from, to }) => from[0] === "features" && to[0] === "features")
  expect(inside.filter(({ from, to }) => !mayImport(from[1]!, to[1]!)).map(said)).toEqual([])
})
