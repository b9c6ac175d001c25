/** What the workflow of a return tells: the id of what waits in its inbox, of its deadline, or only that it should look. */
export interface RecordReturnInput {
  returnId: number
  happening: { id: string }
  /** The workflow's clock, in Unix milliseconds. */
  at: number
}

/** The return as its workflow needs it. */
export interface ReturnDesk {
  closed: boolean
  /** Named after its kind and due time; Unix milliseconds. */
  nextDeadline: { id: string; at: number } | null
}
