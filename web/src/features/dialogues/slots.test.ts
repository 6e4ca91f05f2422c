import { expect, it } from "vitest"
import type { Appointment } from "../../live/wire"
import { ahead, lastAnswer } from "./slots"

const NINE = Date.parse("2021-04-14T09:00:00.000Z")
const at = (minutes: number) => new Date(NINE + minutes * 60_000).toISOString()
const made = (id: string, fields: Partial<Appointment>): Appointment => ({
  kind: "appointment", id, dialogue: "d", person: "bob", name: "Bob", mine: true, slots: [at(60)], state: "proposed", made: at(-60), ...fields,
})

it("shows what is agreed until it is over, and proposals while one of their times is to come", () => {
  const soon = made("soon", { state: "agreed", at: at(30) })
  const running = made("running", { state: "agreed", at: at(-14) })
  const over = made("over", { state: "agreed", at: at(-15) })
  const open = made("open", { slots: [at(-10), at(45)] })
  const late = made("late", { slots: [at(-10)] })
  const off = made("off", { state: "cancelled", at: at(30) })
  expect(ahead([soon, running, over, open, late, off], NINE).map(({ id }) => id)).toEqual(["running", "open", "soon"])
})

it("tells of the newest one only that it came to nothing", () => {
  const declined = made("declined", { state: "declined", made: at(-5) })
  expect(lastAnswer([declined, made("old", { state: "agreed", made: at(-50) })])?.id).toBe("declined")
  expect(lastAnswer([declined, made("new", { made: at(-1) })])).toBeNull()
  expect(lastAnswer([])).toBeNull()
})
