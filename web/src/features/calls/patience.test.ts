import { describe, expect, it } from "vitest"
import { Patience } from "./patience"

describe("patience", () => {
  it("is longer from the third connection on, up to four times", () => {
    const patience = new Patience()
    const given = Array.from({ length: 6 }, () => {
      const { ms } = patience
      patience.lost()
      return ms
    })
    expect(given).toEqual([8_000, 8_000, 16_000, 32_000, 32_000, 32_000])
  })

  it("begins anew once a connection stands", () => {
    const patience = new Patience()
    for (let lost = 0; lost < 5; lost += 1) patience.lost()
    patience.rewarded()
    expect(patience.ms).toBe(8_000)
  })
})
