import { expect, it } from "vitest"

const sources = Object.values(import.meta.glob<string>("../**/*.{svelte,ts}", { query: "?raw", import: "default", eager: true })).join("\n")
const styles = import.meta.glob<string>("../**/*.css", { query: "?raw", import: "default", eager: true })
const words = new Set(sources.match(/[\w-]+/g))
/** `tag-${tone}`: classes that are put together. */
const begun = [...sources.matchAll(/([a-z]+-)\$\{/g)].map(([, prefix]) => prefix!)

it("has no style that nothing wears", () => {
  const unworn = Object.entries(styles).flatMap(([path, css]) => {
    const classes = [...css.replace(/\/\*[\s\S]*?\*\//g, "").matchAll(/\.([a-zA-Z][\w-]*)/g)].map(([, name]) => name!)
    return [...new Set(classes)].filter((name) => !words.has(name) && !begun.some((prefix) => name.startsWith(prefix))).map((name) => `${path}: .${name}`)
  })
  expect(Object.values(styles).join("").length).toBeGreaterThan(20_000)
  expect(unworn).toEqual([])
})
