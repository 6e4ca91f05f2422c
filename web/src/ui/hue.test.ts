import { expect, it } from "vitest"
import { hue, initials } from "./hue"

it("gives everybody one hue", () => {
  expect(hue("0190-a")).toBe(hue("0190-a"))
  const hues = Array.from({ length: 200 }, (_, i) => hue(`person-${i}`))
  expect(new Set(hues).size).toBe(12)
  expect(Math.max(...hues)).toBeLessThan(360)
})

it("takes the first letters of the first and the last name", () => {
  expect(["Anna Lindqvist", "Prof. Bernt Schiele", "Xiaoxiang von der Zhu", "Plato", "", "Émile Zola"].map(initials)).toEqual(["AL", "BS", "XZ", "P", "", "ÉZ"])
})
