/** What stands on the label of goods that wait on their hold place. */
export interface ShelfLabel {
  order: { number: string; source: string }
  sale: { number: string; madeAt: Date }
  store: { name: string; timeZone: string }
  customerName: string
  /** Null: they have none yet. */
  location: string | null
  /** Null: without end, or not ready yet. */
  holdUntil: Date | null
  /** Pieces, over all lines. */
  items: number
}
