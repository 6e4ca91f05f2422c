/** A tile is never narrower than this (px), as far as it can be helped. */
const NARROWEST = 168
/** Narrower than this (px) is a phone. */
const PHONE = 520

export interface Layout {
  readonly columns: number
  /** My own picture lies in the corner of the other's. */
  readonly inset: boolean
}

/** With a screen, which takes the whole width, the others stand small below it. */
const BESIDE_SCREEN = 4
/** What stands above and below the tiles needs about so much height (px). */
const AROUND = 340
/** Of a tile, height to width. */
const SHAPE = 3 / 4

/**
 * How so many tiles stand in a width, in a window of this height (px): as large as they can be without having to be
 * scrolled. `screen`: one of them shows a screen.
 */
export function layoutOf(tiles: number, width: number, height = Infinity, screen = false): Layout {
  if (tiles === 2 && width < PHONE) return { columns: 1, inset: true }
  const most = Math.max(1, Math.floor(width / NARROWEST))
  if (screen) return { columns: Math.min(BESIDE_SCREEN, most), inset: false }
  let columns = Math.min(most, Math.ceil(Math.sqrt(tiles)))
  const tall = (count: number) => Math.ceil(tiles / count) * (width / count) * SHAPE
  if (width >= PHONE) while (columns < Math.min(tiles, most) && tall(columns) > height - AROUND) columns++
  return { columns, inset: false }
}
