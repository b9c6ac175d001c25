import { z } from 'zod'
import { AMOUNT_MAX, decimalsOf, formatAmount, parseAmount } from '../domain/money.ts'
import { fulfilments } from '../domain/status.ts'
import { lineKinds, paymentStatuses } from '../domain/web-order.ts'
import { parseDateTime } from './date-time.ts'

export const LINES_MAX = 500
export const QUANTITY_MAX = 100_000
export const NAME_CHARACTERS_MAX = 200
export const TEXT_CHARACTERS_MAX = 500
export const NOTE_CHARACTERS_MAX = 4_000
/** Three of them are one key of the remembered matches, and an index row has 2,704 bytes. */
const IDENTIFIER_CHARACTERS_MAX = 200
const LINE_ID_CHARACTERS_MAX = 100
/** Neither `.` nor `..`: no address of a page can hold them. */
const NUMBER = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,64}$/
const DECIMAL = /^\d{1,18}(\.\d{1,18})?$/

export const isOrderNumber = (value: unknown): value is string =>
  typeof value === 'string' && NUMBER.test(value)

const must = (what: string) => ({
  error: ({ input }: { input?: unknown }) =>
    input === undefined ? `Is missing: it must be ${what}.` : `Must be ${what}.`,
})
const oneOf = <T extends string>(values: readonly T[]) => z.enum(values, must(`one of ${values.join(', ')}`))

/** Counted in characters, not in UTF-16 units: an emoji is one. */
function isWithin(text: string, max: number): boolean {
  return text.length <= max || (text.length <= 2 * max && [...text].length <= max)
}

const text = (max: number) =>
  z
    .string(must('a text'))
    .refine((value) => isWithin(value, max), `Must have at most ${max} characters.`)
    .meta({ maxLength: max })
const name = text(NAME_CHARACTERS_MAX).nullish()
const shortText = text(TEXT_CHARACTERS_MAX).nullish()
const identifier = text(IDENTIFIER_CHARACTERS_MAX).nullish()

const dateTime = z
  .string(must('a date and time, as "2026-03-02T09:09:00Z"'))
  .refine(
    (value) => parseDateTime(value) !== null,
    'Must be a date and time from 1970 to 2199 with offset, as "2026-03-02T09:09:00Z" (RFC 3339).',
  )
  .meta({ format: 'date-time' })

const taxRate = z
  .string(must('a decimal in a string from 0 to 1, as "0.0825"'))
  .refine((value) => DECIMAL.test(value) && Number(value) <= 1, 'Must be a decimal from 0 to 1, as "0.0825".')
  .meta({ examples: ['0.0825'] })

/** `decimals` of the order's currency; null where the currency itself is wrong, so that they can't be judged. */
function amount(decimals: number | null) {
  const what = `a decimal in a string, as "${decimals === 0 ? '40' : '40.49'}"`
  return z
    .string(must(what))
    .check(({ value, issues }) => {
      const message = amountProblem(value, decimals, what)
      if (message) issues.push({ code: 'custom', message, input: value })
    })
    .meta({ pattern: DECIMAL.source, examples: ['40.49'] })
}

function amountProblem(value: string, decimals: number | null, what: string): string | null {
  if (/^-\d/.test(value)) return 'Must not be negative.'
  if (!DECIMAL.test(value)) return `Must be ${what}.`
  if (decimals === null || parseAmount(value, decimals) !== null) return null
  const places = value.split('.')[1]?.length ?? 0
  if (places > decimals)
    return `Must have ${decimals ? `at most ${decimals}` : 'no'} decimals in this currency.`
  return `Must be at most ${formatAmount(AMOUNT_MAX, decimals)}.`
}

const address = z
  .object(
    {
      name,
      street: shortText,
      city: shortText,
      region: shortText,
      postalCode: shortText,
      country: shortText,
    },
    must('an object'),
  )
  .nullish()

const customer = z.object(
  {
    externalId: identifier.describe("The person's id at the website; remembered as a link."),
    firstName: name,
    lastName: name,
    email: shortText,
    phone: shortText,
    marketingOptIn: z.boolean(must('true or false')).nullish(),
    // Whatever it is, an order is not refused for it.
    language: z
      .unknown()
      .optional()
      .meta({
        type: 'string',
        description:
          'In which the customer is written to: en, ko, fr or nl, also as "fr-CA". Anything else is ignored; the country decides then.',
        examples: ['ko'],
      }),
  },
  must('an object'),
)

const supplier = z
  .object(
    {
      name,
      purchaseOrder: shortText,
      shippedAt: dateTime.nullish(),
      carrier: shortText,
      trackingNumber: shortText,
    },
    must('an object'),
  )
  .nullish()

function payment(decimals: number | null) {
  const fields = {
    status: oneOf(paymentStatuses).nullish(),
    provider: name,
    reference: shortText,
    amount: amount(decimals).nullish(),
    approvalNumber: shortText,
  }
  return z.object(fields, must('an object')).nullish()
}

function shipping(decimals: number | null) {
  const fields = { amount: amount(decimals).nullish(), tax: amount(decimals).nullish(), method: shortText }
  return z.object(fields, must('an object')).nullish()
}

function lineSchema(decimals: number | null) {
  const fields = {
    id: text(LINE_ID_CHARACTERS_MAX).min(1, 'Must not be empty.').describe('Unique in its order.'),
    kind: oneOf(lineKinds).nullish().describe('Default: product.'),
    description: shortText,
    gtin: identifier,
    mpn: identifier.describe('Part number of the manufacturer or the vendor.'),
    sku: identifier,
    quantity: z
      .int(must('a whole number from 1 to 100,000'))
      .min(1, must('a whole number from 1 to 100,000'))
      .max(QUANTITY_MAX, must('a whole number from 1 to 100,000')),
    unitPrice: amount(decimals),
    discount: amount(decimals).nullish().describe('Off the whole line. Default: 0.'),
    taxRate: taxRate.nullish().describe('Default: 0.'),
    tax: amount(decimals).nullish().describe('Of the whole line. Default: 0.'),
  }
  return z.object(fields, must('an object'))
}

/** All of an order but its lines, which are read one by one so that a long list of wrong ones stops early. */
function headSchema(decimals: number | null) {
  const fields = {
    number: z
      .string(must('a text'))
      .regex(NUMBER, 'Must be 1 to 64 of A–Z a–z 0–9 . _ -')
      .describe('Unique in its source.'),
    placedAt: dateTime,
    fulfilment: oneOf(fulfilments),
    storeCode: z.string(must('the code of a store')),
    currency: z
      .string(must('a currency code of ISO 4217, as "USD"'))
      .refine((code) => decimalsOf(code) !== undefined, 'Must be a currency code of ISO 4217, as "USD".')
      .describe('ISO 4217; decides how many decimals an amount may have.'),
    pricesIncludeTax: z
      .boolean(must('true or false'))
      .nullish()
      .describe(
        'True: unitPrice and shipping contain their tax, and tax is the part within. Default: false.',
      ),
    customer,
    billingAddress: address,
    shippingAddress: address,
    shipping: shipping(decimals),
    payment: payment(decimals).describe('Absent: unpaid.'),
    supplier: supplier.describe('Only with fulfilment supplier.'),
    total: amount(decimals).describe('The sum of all nets, taxes and shipping.'),
    note: text(NOTE_CHARACTERS_MAX).nullish(),
  }
  return z.object(fields, must('an object'))
}

export interface OrderSchemas {
  head: ReturnType<typeof headSchema>
  line: ReturnType<typeof lineSchema>
}
export type OrderHead = z.infer<OrderSchemas['head']>
export type OrderLineInput = z.infer<OrderSchemas['line']>

const made = new Map<number | null, OrderSchemas>()

/** One pair for each number of decimals: making a schema costs a thousand times what reading an order does. */
export function orderSchemas(decimals: number | null): OrderSchemas {
  const known = made.get(decimals)
  if (known) return known
  const schemas = { head: headSchema(decimals), line: lineSchema(decimals) }
  made.set(decimals, schemas)
  return schemas
}

/** The whole order as one schema, for the reference. */
export function wholeOrderSchema() {
  const { head, line } = orderSchemas(2)
  return head.extend({ lines: z.array(line).min(1).max(LINES_MAX) })
}
