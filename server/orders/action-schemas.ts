import { z } from 'zod'
import {
  idChecks,
  type Payloads,
  rejectReasons,
  resolutions,
  type StaffAction,
  tillPayments,
} from '../../domain/happening.ts'
import { whyNot } from '../../domain/lifecycle.ts'
import { agreements } from '../../domain/price-change.ts'
import type { Fulfilment, Status } from '../../domain/status.ts'
import type { Key } from '../../views/words.ts'

/** A fault's words are a key of the locale files. */
const fault = (key: Extract<Key, `invalid.${string}`>) => ({ error: key })

/** What was typed, trimmed; an empty field is none. Sent several times, it must say the same. */
const one = z.array(z.string()).transform((values, context) => {
  const given = [...new Set(values.map((value) => value.trim()).filter(Boolean))]
  if (given.length > 1) context.addIssue({ code: 'custom', message: 'invalid.onlyOne' })
  return given[0]
})

const optional = <Read>(inner: z.ZodType<Read, string>) => one.pipe(inner.optional()).optional()
const text = (max: number) =>
  optional(
    z
      .string()
      .max(max, fault('invalid.tooLong'))
      // PostgreSQL keeps no NUL.
      .refine((value) => !value.includes('\0'), fault('invalid.characters')),
  )
const oneOf = (values: readonly string[]) =>
  z.string().refine((value) => values.includes(value), fault('invalid.choice'))
const choice = (values: readonly string[]) => optional(oneOf(values))

/** With a point, or with the comma that half of the shops' languages have. */
const decimal = z
  .string()
  .transform((value) => value.replace(',', '.'))
  .pipe(z.string().regex(/^\d{1,18}(\.\d{1,18})?$/, fault('invalid.amount')))

const DAY_MS = 86_400_000
/** A year from today in whatever time zone; the store's own today is not known here. */
const FARTHEST_MS = 367 * DAY_MS
/** "2026-03-02", or with a time behind it. */
const isNear = (day: string) => Date.parse(day.slice(0, 10)) <= Date.now() + FARTHEST_MS

const ticked = z
  .array(z.string())
  .transform((values) => (values.includes('on') ? [...idChecks] : values.filter(Boolean)))
  .pipe(z.array(oneOf(idChecks)))
  .optional()

const readyBy = optional(
  z.iso
    .date(fault('invalid.readyBy'))
    // PostgreSQL knows no year 0.
    .refine((day) => day >= '2000', fault('invalid.readyBy'))
    .refine(isNear, fault('invalid.tooFar')),
)

const schemas = {
  identifyCustomer: z.object({
    customerId: text(200),
    create: choice(['1']),
  }),
  matchProduct: z.object({ line: text(200), sku: text(200) }),
  processSale: z.object({}),
  accept: z.object({ readyBy }),
  reject: z.object({
    reason: choice(rejectReasons),
    comment: text(4_000),
    resolution: choice(resolutions),
    resolutionReason: text(500),
  }),
  ready: z.object({ location: text(200) }),
  ship: z.object({ carrier: text(200), trackingNumber: text(200) }),
  complete: z.object({
    collectedBy: text(200),
    idChecked: ticked,
    payment: choice(tillPayments),
    amount: optional(decimal),
    resolution: choice(resolutions),
    resolutionReason: text(500),
  }),
  archive: z.object({ comment: text(4_000), saleNumber: text(200) }),
  changeReadyBy: z.object({ readyBy, tell: choice(['on']) }),
  extendHold: z.object({
    holdUntil: optional(
      z
        .union([z.iso.date(), z.iso.datetime({ local: true, precision: -1 })], fault('invalid.holdUntil'))
        .refine(isNear, fault('invalid.tooFar')),
    ),
  }),
  undo: z.object({ step: text(200) }),
  reopen: z.object({ step: text(200), reason: text(4_000) }),
  checkPayment: z.object({ approvalNumber: text(200) }),
  askProvider: z.object({}),
  giveBack: z.object({ method: choice(tillPayments), reference: text(200) }),
  sellGiftCard: z.object({ line: text(200), number: text(100), amount: optional(decimal) }),
  voidGiftCard: z.object({ number: text(100), reason: text(4_000) }),
  changePrice: z.object({
    line: text(200),
    unitPrice: optional(decimal),
    reason: text(4_000),
    agreedBy: choice(agreements),
    agreedAt: optional(z.iso.datetime({ local: true, precision: -1, ...fault('invalid.agreedAt') })),
  }),
  comment: z.object({ text: text(4_000) }),
} satisfies Record<StaffAction, z.ZodObject>

const envelope = z.object({
  actionId: optional(z.string().regex(/^[A-Za-z0-9._:-]{1,100}$/, fault('invalid.actionId'))),
  version: optional(
    z
      .string()
      .regex(/^\d{1,9}$/, fault('invalid.version'))
      .transform(Number),
  ),
})

export interface OrderAsked {
  status: Status
  fulfilment: Fulfilment | null
}

/** A fault of a form; `message` is a key of the locale files. */
export interface Fault {
  field: string
  message: Extract<Key, `invalid.${string}`>
  count?: number
}

export type ReadForm =
  | { ok: true; actionId: string | undefined; version: number | null; payload: Record<string, unknown> }
  | { ok: false; actionId: string | undefined; faults: Fault[] }

/** Reads a form of contract §4. What must be filled in is asked only where the action is possible at all. */
export function readActionForm(
  action: StaffAction,
  order: OrderAsked,
  fields: Record<string, string[]>,
): ReadForm {
  const cover = envelope.safeParse(fields)
  const form = schemas[action].safeParse(fields)
  const faults = [...faultsOf(cover.error), ...faultsOf(form.error)]
  const actionId = cover.data?.actionId
  if (!cover.success || !form.success) return { ok: false, actionId, faults }
  const payload = ofThisOrder(action, order, form.data)
  const missing =
    whyNot(order.status, action, order.fulfilment) === null ? missingIn(action, order, payload) : []
  if (missing.length > 0) {
    return { ok: false, actionId, faults: missing.map((field) => missed(action, field)) }
  }
  return { ok: true, actionId, version: cover.data.version ?? null, payload }
}

function faultsOf(error: z.ZodError | undefined): Fault[] {
  return (error?.issues ?? []).map((issue) => ({
    field: String(issue.path[0]),
    message: issue.message as Fault['message'],
    ...(issue.code === 'too_big' ? { count: Number(issue.maximum) } : {}),
  }))
}

/** A paid pickup or a delivery has nothing to resolve, and nothing is paid for it at the till. */
function ofThisOrder(action: StaffAction, { fulfilment }: OrderAsked, form: Record<string, unknown>) {
  const { resolution, resolutionReason, payment, amount, collectedBy, idChecked, ...rest } = form
  const forCounter = fulfilment === 'delivery' ? {} : { collectedBy, idChecked }
  const forReservation = fulfilment === 'reserve' ? { resolution, resolutionReason, payment, amount } : {}
  const payload =
    action === 'complete' || action === 'reject' ? { ...rest, ...forCounter, ...forReservation } : form
  const given = Object.entries(payload).filter(([, value]) => value !== undefined)
  if (action === 'identifyCustomer' && payload.create) return { create: true }
  if (action === 'changeReadyBy' && payload.tell) return { readyBy: payload.readyBy, tell: true }
  return Object.fromEntries(given)
}

/** Of a reason that is written, not chosen. */
const whyMissed: Partial<Record<StaffAction, Fault['message']>> = {
  reopen: 'invalid.whyReopened',
  voidGiftCard: 'invalid.whyVoid',
  changePrice: 'invalid.whyPriced',
}

const missed = (action: StaffAction, field: Required): Fault => ({
  field,
  message: (field === 'reason' && whyMissed[action]) || `invalid.${field}`,
})

type Required =
  | 'reason'
  | 'text'
  | 'collectedBy'
  | 'idChecked'
  | 'payment'
  | 'method'
  | 'line'
  | 'sku'
  | 'customerId'
  | 'readyBy'
  | 'holdUntil'
  | 'step'
  | 'number'
  | 'unitPrice'
  | 'agreedBy'
  | 'agreedAt'

function missingIn(
  action: StaffAction,
  { fulfilment }: OrderAsked,
  payload: Record<string, unknown>,
): Required[] {
  const without = (...fields: Required[]) =>
    fields.filter((field) => {
      const value = payload[field]
      return value === undefined || (Array.isArray(value) && value.length === 0)
    })
  switch (action) {
    case 'reject':
      return without('reason')
    case 'comment':
      return without('text')
    case 'matchProduct':
      return without('line', 'sku')
    case 'changeReadyBy':
      return without('readyBy')
    case 'extendHold':
      return without('holdUntil')
    case 'giveBack':
      return without('method')
    case 'sellGiftCard':
      return without('line', 'number')
    case 'voidGiftCard':
      return without('number', 'reason')
    case 'changePrice':
      return without('line', 'unitPrice', 'reason', 'agreedBy', 'agreedAt')
    case 'undo':
      return without('step')
    case 'reopen':
      return without('step', 'reason')
    case 'identifyCustomer':
      return 'create' in payload ? [] : without('customerId')
    case 'complete': {
      const { resolution } = payload as Payloads['complete']
      if (fulfilment === 'delivery' || resolution === 'not_bought') return []
      return without('collectedBy', 'idChecked', ...(fulfilment === 'reserve' ? (['payment'] as const) : []))
    }
    default:
      return []
  }
}
