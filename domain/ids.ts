import type { EffectKind } from './order.ts'

/** One workflow an order, found again by its number alone. */
export function orderWorkflowId(source: string, number: string): string {
  return `order:${source}:${number}`
}

/** What staff do is named by their own ids; the prefix keeps a made-up one apart from the desk's ("cancellation"). */
export function staffHappeningId(actionId: string): string {
  return `staff:${actionId}`
}

/** Any number of cancellations by the website is one. */
export const CANCELLATION_ID = 'cancellation'

/** Where every worker of Kickstand looks for work. */
export const TASK_QUEUE = 'kickstand'

/** The workflows whose histories are kept for as long as their orders. */
export const archivedTypes = ['order', 'returnCase'] as const
export type ArchivedType = (typeof archivedTypes)[number]

/** What the program does by itself at set times: each an activity, carried out by the workflow `upkeep`. */
export const upkeepWorks = ['archiveHistories', 'checkBooks'] as const
export type UpkeepWork = (typeof upkeepWorks)[number]

/** Whether an effect only looks a payment up. */
export const isLookUp = (key: string) => key.split(':')[1] === 'lookUp'

/** Whether somebody at the desk asked for an effect, rather than a clock or the provider's news. */
export const isAskedByStaff = (key: string) => key.includes(':staff:')

/** An effect is named after the happening that asked for it: one asks for a kind at most once. */
export const effectKey = (orderId: number, kind: EffectKind, happeningId: string) =>
  `${orderId}:${kind}:${happeningId}`
