import type { StaffAction } from '../../domain/happening.ts'
import type { ReturnAction } from '../../domain/returns/happening.ts'
import type { ReturnStatus } from '../../domain/returns/return.ts'
import type { SourceRules, StoreRules } from '../../domain/rules.ts'
import type { Status } from '../../domain/status.ts'
import type { Wish } from '../support/returns.ts'
import type { WebLineSpec } from '../support/shop.ts'

/** What staff do, other rules, time that passes until no deadline is left, or until the provider has answered. */
type LifeStep = StaffAction | 'rulesChanged' | 'time' | 'charged'

export interface Life {
  name: string
  order: { line: WebLineSpec; more?: Record<string, unknown>; first: Status | null }
  /** Its clocks run; recorded with an engine that skips time. */
  rules?: { store?: Partial<StoreRules>; source?: Partial<SourceRules> }
  /** The shop takes its money itself, by a provider that says so. */
  money?: 'held' | 'declined'
  /** How often the receipt can't be made. */
  jams?: number
  steps: [LifeStep, object?][]
  /** Null: it has no status yet. */
  ends: Status | null
}

/** What staff do, or time that passes until no deadline is left; `told`: order and return hear of each other. */
type ReturnStep = ReturnAction | 'time' | 'told'

export interface ReturnLife {
  name: string
  /** Recorded with an engine that skips time. */
  skips?: true
  opened: { wish: Wish; goodsAreHere: boolean }
  steps: [ReturnStep, object?][]
  /** The deadline that is due is not recorded yet. */
  holdsClose?: true
  ends: ReturnStatus
}

const known = { line: { sku: 'HELMET' }, first: 'new' as const }
const accept: [StaffAction] = ['accept']
const complete: [StaffAction, object] = [
  'complete',
  { collectedBy: 'Kim', idChecked: ['card'], payment: 'cash' },
]
const answered = (whenMissed: 'flag' | 'reject') => ({
  source: { answer: { hours: 4, remindEveryMinutes: 30, remindLastHours: 1, whenMissed } },
})
const held = (whenEnded: 'flag' | 'release') => ({
  store: { pickup: { days: 3, remindHours: 24, whenEnded } },
})
/** Later than the engine is by then, which has skipped some days. */
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
const unknownProduct = { line: { sku: 'what' }, first: 'product_match_failed' as const }

/** `now`: as it is placed, by the engine's clock. */
const supplier = {
  line: { sku: 'HELMET' },
  more: { fulfilment: 'supplier', supplier: { shippedAt: 'now' } },
}

/** One life for each status that an order's workflow can stand in, and for each way to its end. */
export const lives: Life[] = [
  { name: 'new', order: known, steps: [], ends: 'new' },
  {
    name: 'customer-id-required',
    order: { ...known, first: 'customer_id_required', more: { customer: {} } },
    steps: [],
    ends: 'customer_id_required',
  },
  {
    name: 'identified',
    order: { ...known, first: 'customer_id_required', more: { customer: {} } },
    steps: [['identifyCustomer', { customerId: 'C1' }]],
    ends: 'new',
  },
  { name: 'product-match-failed', order: unknownProduct, steps: [], ends: 'product_match_failed' },
  {
    name: 'matched-and-processed',
    order: { line: { mpn: 'M-1' }, first: 'product_match_failed' },
    steps: [['processSale'], ['matchProduct', { line: '1', sku: 'HELMET' }], ['processSale']],
    ends: 'new',
  },
  {
    name: 'sale-processing-failed',
    order: { ...known, first: 'sale_processing_failed', more: { total: '0.01' } },
    steps: [],
    ends: 'sale_processing_failed',
  },
  { name: 'archived', order: unknownProduct, steps: [['archive', { comment: 'By hand' }]], ends: 'archived' },
  { name: 'in-process', order: known, steps: [accept], ends: 'in_process' },
  { name: 'ready-for-pickup', order: known, steps: [accept, ['ready']], ends: 'ready_for_pickup' },
  { name: 'completed-pickup', order: known, steps: [accept, ['ready'], complete], ends: 'completed' },
  {
    name: 'completed-reservation',
    order: { ...known, more: { fulfilment: 'reserve', payment: { status: 'unpaid' } } },
    steps: [accept, ['ready'], complete],
    ends: 'completed',
  },
  {
    name: 'shipped',
    order: { ...known, more: { fulfilment: 'delivery' } },
    steps: [accept, ['ship', { carrier: 'UPS' }]],
    ends: 'shipped',
  },
  {
    name: 'completed-delivery',
    order: { ...known, more: { fulfilment: 'delivery' } },
    steps: [accept, ['ship'], ['complete']],
    ends: 'completed',
  },
  { name: 'rejected', order: known, steps: [accept, ['reject', { reason: 'damaged' }]], ends: 'rejected' },
  {
    name: 'completed-supplier',
    order: { ...known, more: { fulfilment: 'supplier', supplier: { shippedAt: '2026-03-02T15:00:00Z' } } },
    steps: [],
    ends: 'completed',
  },
  { name: 'answered-in-time', order: known, rules: answered('reject'), steps: [accept], ends: 'in_process' },
  { name: 'answer-awaited', order: known, rules: answered('reject'), steps: [], ends: 'new' },
  { name: 'answer-missed', order: known, rules: answered('flag'), steps: [['time']], ends: 'new' },
  { name: 'not-answered', order: known, rules: answered('reject'), steps: [['time']], ends: 'rejected' },
  {
    name: 'other-rules',
    order: known,
    rules: answered('reject'),
    steps: [['rulesChanged'], ['time']],
    ends: 'rejected',
  },
  {
    name: 'hold-ended',
    order: known,
    rules: held('flag'),
    steps: [accept, ['ready'], ['time']],
    ends: 'ready_for_pickup',
  },
  {
    name: 'not-collected',
    order: known,
    rules: held('release'),
    steps: [accept, ['ready'], ['extendHold', { holdUntil: inDays(30) }], ['time']],
    ends: 'rejected',
  },
  {
    name: 'promise-missed',
    order: known,
    rules: {},
    steps: [['accept', { readyBy: inDays(60) }], ['time']],
    ends: 'in_process',
  },
  { name: 'undone', order: known, rules: answered('reject'), steps: [accept, ['undo']], ends: 'new' },
  {
    name: 'reopened',
    order: known,
    rules: answered('reject'),
    steps: [['time'], ['reopen', { reason: 'They came' }], accept],
    ends: 'in_process',
  },
  {
    name: 'completed-paid',
    order: known,
    rules: {},
    money: 'held',
    steps: [accept, ['charged'], ['ready'], complete],
    ends: 'completed',
  },
  {
    name: 'declined',
    order: known,
    rules: {},
    money: 'declined',
    steps: [accept, ['charged']],
    ends: 'new',
  },
  {
    name: 'refunded',
    order: known,
    rules: {},
    money: 'held',
    steps: [accept, ['charged'], ['reject', { reason: 'damaged' }], ['charged']],
    ends: 'rejected',
  },
  { name: 'captured-late', order: known, rules: {}, money: 'held', steps: [['time']], ends: 'new' },
  {
    name: 'released',
    order: known,
    rules: {},
    money: 'held',
    steps: [['reject', { reason: 'damaged' }], ['charged']],
    ends: 'rejected',
  },
  { name: 'supplier-awaited', order: { ...supplier, first: null }, rules: {}, steps: [], ends: null },
  {
    name: 'supplier-in-time',
    order: { ...supplier, first: null },
    rules: {},
    steps: [['time']],
    ends: 'completed',
  },
  { name: 'receipt-late', order: known, jams: 1, steps: [accept], ends: 'in_process' },
  {
    name: 'called-late',
    order: known,
    steps: [
      ['reject', { reason: 'damaged' }],
      ['comment', { text: 'They called' }],
    ],
    ends: 'rejected',
  },
]

const here = (wish: Wish) => ({ wish, goodsAreHere: true })
const helmet = { sku: 'HELMET', unitPrice: 1_000, reason: 'As it was sold' }
const refund: [ReturnStep, object] = ['refund', { method: 'cash' }]

/** One life for each status in which a return's workflow can stand. */
export const returnLives: ReturnLife[] = [
  {
    name: 'return-opened',
    opened: { wish: { sellable: 1 }, goodsAreHere: false },
    steps: [],
    ends: 'opened',
  },
  {
    name: 'return-goods-late',
    skips: true,
    opened: { wish: { sellable: 1 }, goodsAreHere: false },
    steps: [['time']],
    ends: 'opened',
  },
  { name: 'return-goods-in', opened: here({ toInspect: 1 }), steps: [], ends: 'goods_in' },
  { name: 'return-inspected', opened: here({ sellable: 1 }), steps: [], ends: 'inspected' },
  {
    name: 'return-cancelled',
    opened: { wish: { sellable: 1 }, goodsAreHere: false },
    steps: [['cancel']],
    ends: 'cancelled',
  },
  {
    name: 'return-exchanging',
    opened: here({ sellable: 1 }),
    steps: [['exchange', { lines: [{ ...helmet, quantity: 1 }], taxRate: '0.10' }]],
    ends: 'exchanging',
  },
  { name: 'return-refunding', opened: here({ sellable: 1 }), steps: [refund], ends: 'refunding' },
  {
    name: 'return-refunded',
    opened: here({ sellable: 1 }),
    steps: [refund, ['told']],
    holdsClose: true,
    ends: 'refunded',
  },
  { name: 'return-closed', opened: here({ defective: 1 }), steps: [refund, ['told']], ends: 'closed' },
  {
    name: 'return-called-late',
    opened: here({ sellable: 1 }),
    steps: [refund, ['told'], ['comment', { text: 'They called' }]],
    ends: 'closed',
  },
]
