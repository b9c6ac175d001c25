import { staffActions } from './happening.ts'
import { returnActions } from './returns/happening.ts'

/** What an engineer has to look at; each has its words in the locale files. */
export const stuckKinds = [
  /** No worker has looked for some minutes. */
  'worker',
  /** Temporal does not answer. */
  'engine',
  /** A workflow's tasks fail. */
  'workflow',
  /** An order was accepted and has no status yet. */
  'order',
  /** What befell an order is not carried out yet. */
  'happening',
  /** What befell an order could not be carried out. */
  'happeningFailed',
  /** What befell a return waits, or could not be carried out. */
  'return',
  /** A payment or a paper is being tried for long. */
  'effect',
  /** Nobody knows what became of a payment, or money could not be given back. */
  'money',
  /** A paper could not be made. */
  'paper',
  /** A website does not take what it is told. */
  'callback',
  /** A message to a website was given up. */
  'callbackGivenUp',
  /** A letter is tried for long, did not go out, or nobody knows. */
  'letter',
  /** The mail server is away. */
  'mail',
  /** A source sends nothing any more, or can't be heard. */
  'source',
  /** The last check of the books broke off. */
  'books',
] as const
export type StuckKind = (typeof stuckKinds)[number]

/** What somebody can do about it. */
export const stuckDeeds = ['try_now', 'give_up', 'by_hand'] as const
export type StuckDeed = (typeof stuckDeeds)[number]

/** How something of a kind stands: it waits for its next try, or nobody tries any more. */
export type StuckState = 'waiting' | 'failed' | 'unknown'

export interface StuckRow {
  kind: StuckKind
  /** Which of its kind, as the forms send it back. */
  key: string
  state: StuckState
  /** Null: it belongs to no order. */
  source: string | null
  number: string | null
  /** What of its kind: an effect's, a happening's, a letter's. */
  detail: string | null
  since: Date
  tries: number | null
  errorId: string | null
  trouble: string | null
  nextTry: Date | null
}

const deeds: Record<StuckKind, Partial<Record<StuckState, readonly StuckDeed[]>>> = {
  worker: {},
  engine: {},
  source: {},
  books: {},
  workflow: { waiting: ['try_now'] },
  order: { waiting: ['try_now'] },
  happening: { waiting: ['try_now', 'give_up'] },
  happeningFailed: { failed: ['try_now', 'by_hand'] },
  return: { waiting: ['try_now', 'give_up'], failed: ['try_now', 'by_hand'] },
  effect: { waiting: ['try_now', 'give_up'] },
  money: { unknown: ['try_now'], failed: ['try_now'] },
  paper: { failed: ['try_now', 'by_hand'] },
  callback: { waiting: ['try_now', 'give_up'] },
  callbackGivenUp: { failed: ['try_now', 'by_hand'] },
  letter: { waiting: ['try_now', 'give_up'], failed: ['try_now', 'by_hand'], unknown: ['by_hand'] },
  mail: { waiting: ['try_now'] },
}

/** What somebody wanted may be given up; what happened elsewhere (money was taken, the website cancelled) may not. */
const isWish = (type: string | null) => [...staffActions, ...returnActions].some((action) => action === type)

/**
 * What can be done about something; a payment of unknown outcome is asked for, never just called done.
 * @param detail of a happening: its type
 */
export function deedsOf(kind: StuckKind, state: StuckState, detail: string | null): readonly StuckDeed[] {
  const possible = deeds[kind][state] ?? []
  const isHappening = kind === 'happening' || kind === 'return'
  return isHappening && !isWish(detail) ? possible.filter((deed) => deed !== 'give_up') : possible
}

export const isStuckKind = (text: string): text is StuckKind => stuckKinds.some((kind) => kind === text)

export const isStuckDeed = (text: string): text is StuckDeed => stuckDeeds.some((deed) => deed === text)

/** How many characters a reason may have. */
export const REASON_MAX = 500
