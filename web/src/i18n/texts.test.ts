import { expect, it } from "vitest"
import { de } from "./de"
import { en } from "./en"

const files = import.meta.glob<string>("../**/*.{svelte,ts}", { query: "?raw", import: "default", eager: true })
const sources = Object.entries(files)
  .filter(([path]) => !/\/(en|de)\/|\.test\.ts$/.test(path))
  .map(([, text]) => text)
  .join("\n")
const used = new Set(sources.match(/\bt\.\w+\.\w+/g))
// The texts of errors are found by the server's code.
const areas = (Object.keys(en) as (keyof typeof en)[]).filter((area) => area !== "errors")

it("has no text that nothing shows", () => {
  const all = areas.flatMap((area) => Object.keys(en[area]).map((key) => `t.${area}.${key}`))
  expect(all.filter((name) => !used.has(name))).toEqual([])
})

it("says everything in both languages, by the same names", () => {
  const shape = (texts: object): unknown =>
    Object.fromEntries(Object.entries(texts).map(([key, value]) => [key, typeof value === "object" ? shape(value as object) : typeof value]))
  expect(shape(de)).toEqual(shape(en))
})
