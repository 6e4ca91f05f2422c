interface HasPath {
  readonly path: string
}

/** The route of a path and the named parts of it; null when there is none. */
export function matchRoute<R extends HasPath>(routes: readonly R[], path: string): { route: R; params: Record<string, string> } | null {
  const parts = split(path)
  for (const route of routes) {
    const params = matchParts(split(route.path), parts)
    if (params) return { route, params }
  }
  return null
}

function split(path: string): string[] {
  return path.split("/").filter(Boolean)
}

function matchParts(pattern: readonly string[], parts: readonly string[]): Record<string, string> | null {
  if (pattern.length !== parts.length) return null
  const params: Record<string, string> = {}
  for (const [i, wanted] of pattern.entries()) {
    const part = decode(parts[i] ?? "")
    if (part === null) return null
    if (wanted.startsWith(":")) params[wanted.slice(1)] = part
    else if (wanted !== part) return null
  }
  return params
}

function decode(part: string): string | null {
  try {
    return decodeURIComponent(part)
  } catch {
    return null
  }
}
