/** What the server says about a topic, and how a copy of its map is kept by it. */

export interface AnyView {
  readonly kind: string
  readonly id: string
}

/** The whole map: after a first follow, or when what we had was too old. */
export interface MapFrame {
  readonly topic: string
  readonly epoch: string
  readonly seq: number
  readonly map: readonly AnyView[]
}

/** What changed after `prev`, up to `seq`. */
export interface ChangeFrame {
  readonly topic: string
  readonly prev: number
  readonly seq: number
  readonly put?: readonly AnyView[]
  readonly drop?: readonly (readonly [kind: string, id: string])[]
}

/** A copy of a topic's map: views by kind and id, and the head it stands at. */
export interface Copy {
  epoch: string | null
  seq: number
  readonly kinds: Map<string, Map<string, AnyView>>
  /** Makes the map of one kind; a reactive one in the browser. */
  readonly newKind: () => Map<string, AnyView>
}

/** `old`: nothing new in it. `hole`: something before it is missing, follow again. */
export type Verdict = "applied" | "old" | "hole"

export function emptyCopy(newKind: () => Map<string, AnyView> = () => new Map()): Copy {
  return { epoch: null, seq: 0, kinds: new Map(), newKind }
}

/**
 * Brings the copy up to date by one frame. Applying a frame twice, or one that is
 * older than the copy, changes nothing; a frame that begins after the copy's head
 * changes nothing either and is reported as a hole.
 */
export function apply(copy: Copy, frame: MapFrame | ChangeFrame): Verdict {
  return "map" in frame ? replace(copy, frame) : advance(copy, frame)
}

function replace(copy: Copy, frame: MapFrame): Verdict {
  if (frame.epoch === copy.epoch && frame.seq < copy.seq) return "old"
  const present = new Set(frame.map.map((view) => view.kind + "/" + view.id))
  for (const [kind, views] of copy.kinds) {
    for (const id of [...views.keys()]) if (!present.has(kind + "/" + id)) views.delete(id)
  }
  for (const view of frame.map) put(copy, view)
  copy.epoch = frame.epoch
  copy.seq = frame.seq
  return "applied"
}

function advance(copy: Copy, frame: ChangeFrame): Verdict {
  if (copy.epoch !== null && frame.seq <= copy.seq) return "old"
  if (copy.epoch === null || frame.prev > copy.seq) return "hole"
  for (const [kind, id] of frame.drop ?? []) copy.kinds.get(kind)?.delete(id)
  for (const view of frame.put ?? []) put(copy, view)
  copy.seq = frame.seq
  return "applied"
}

function put(copy: Copy, view: AnyView): void {
  let views = copy.kinds.get(view.kind)
  if (!views) copy.kinds.set(view.kind, (views = copy.newKind()))
  const before = views.get(view.id)
  // The same view again must not redraw what shows it.
  if (before === undefined || JSON.stringify(before) !== JSON.stringify(view)) views.set(view.id, view)
}
