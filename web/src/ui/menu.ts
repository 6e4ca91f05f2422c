interface MenuItem {
  readonly label: string
  readonly act?: () => void
  readonly href?: string
  /** Given: one of a set, and whether it is the chosen one. */
  readonly chosen?: boolean
  readonly danger?: boolean
}

/** What a menu offers, in groups; a group's title is shown above it. */
export type MenuGroups = readonly { readonly title?: string; readonly items: readonly MenuItem[] }[]
