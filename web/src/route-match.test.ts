import { expect, it } from "vitest"
import { matchRoute } from "./route-match"

const routes = [{ path: "/" }, { path: "/people" }, { path: "/people/:id" }, { path: "/rooms/:slug" }]
const at = (path: string) => {
  const found = matchRoute(routes, path)
  return found && [found.route.path, found.params]
}

it("finds the route and its named parts", () => {
  expect(at("/")).toEqual(["/", {}])
  expect(at("/people")).toEqual(["/people", {}])
  expect(at("/people/")).toEqual(["/people", {}])
  expect(at("/people/42")).toEqual(["/people/:id", { id: "42" }])
  expect(at("/rooms/k%C3%A4fig")).toEqual(["/rooms/:slug", { slug: "käfig" }])
})

it("finds nothing where there is nothing, or nonsense", () => {
  expect(at("/nowhere")).toBeNull()
  expect(at("/people/1/2")).toBeNull()
  expect(at("/rooms/%E0%A4%A")).toBeNull()
})
