import { letterDates } from './letter-dates.ts'
import { weekInWords } from './letter-hours.ts'
import type { LetterOrder } from './letter-order.ts'
import { reasonSentence } from './letter-words.ts'
import type { Language } from './letters.ts'
import { decimalsOf } from './money.ts'

/** What a template may name. Null: not known; every name is always there. */
export interface LetterFacts {
  order: {
    number: string
    status: string
    fulfilment: string | null
    is_delivery: boolean
    placed_on: string | null
    total: string | null
    ready_by: string | null
    hold_until: string | null
    answer_by: string | null
    reason: string | null
    carrier: string | null
    tracking_number: string | null
    /** Of its page; for letters to the store. */
    link: string | null
  }
  customer: { first_name: string | null; last_name: string | null; name: string | null }
  lines: { description: string; quantity: number; amount: string }[]
  /** All lines, one below the other. */
  items: string
  /** `refund`: what has just gone back; `is_part`: of what was paid, not all of it. */
  payment: { status: string; refund: string | null; is_part: boolean }
  store: { name: string; address: string | null; email: string | null; hours: string | null }
}

const LINES_TOLD = 100

/** A letter has no end of lines, and none of theirs is longer than this. */
const DESCRIPTION_TOLD = 200

/** Words and figures of a letter, in its language and in the store's time zone. */
export function letterFacts(order: LetterOrder, language: Language, link: string | null): LetterFacts {
  const { store, currency } = order
  const formats = formatsOf(language, currency, store.calendar.timeZone)
  const lines = order.lines.slice(0, LINES_TOLD).map(({ description, quantity, net }) => ({
    description: oneLine(description).slice(0, DESCRIPTION_TOLD),
    quantity,
    amount: formats.money(net),
  }))
  const isDelivery = order.fulfilment === 'delivery' || order.fulfilment === 'supplier'
  return {
    order: {
      number: order.number,
      status: order.status,
      fulfilment: order.fulfilment,
      is_delivery: isDelivery,
      placed_on: order.placedAt && formats.moment(order.placedAt),
      total: order.total === null ? null : formats.money(order.total),
      ready_by: order.readyBy && formats.day(order.readyBy),
      hold_until: order.holdUntil && formats.end(order.holdUntil),
      answer_by: order.respondBy && formats.end(order.respondBy),
      reason: reasonSentence(order.rejectReason, language),
      carrier: known(order.carrier),
      tracking_number: known(order.trackingNumber),
      link,
    },
    customer: customerNames(order),
    lines,
    items: lines
      .map(({ quantity, description, amount }) => `${quantity} × ${description}  ${amount}`)
      .join('\n'),
    payment: {
      status: order.paymentStatus ?? 'unpaid',
      refund: order.refund ? formats.money(order.refund) : null,
      is_part: Boolean(order.refund) && order.refund !== order.total,
    },
    store: {
      name: store.name,
      address: known(store.address),
      email: known(store.email),
      hours: isDelivery ? null : weekInWords(store.calendar, language, formats),
    },
  }
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim()

const known = (text: string | null) => text?.trim() || null

/** Korean names stand as they are said: family name first, no space. */
function customerNames({ customer }: LetterOrder): LetterFacts['customer'] {
  const [first, last] = [customer.firstName, customer.lastName].map((name) => oneLine(name ?? '') || null)
  const isKorean = /\p{Script=Hangul}/u.test(`${first ?? ''}${last ?? ''}`)
  const parts = isKorean ? [last, first] : [first, last]
  const name = parts.filter(Boolean).join(isKorean ? '' : ' ') || null
  return { first_name: first ?? null, last_name: last ?? null, name }
}

const regions: Record<string, string> = {
  USD: 'US',
  CAD: 'CA',
  GBP: 'GB',
  AUD: 'AU',
  NZD: 'NZ',
  CHF: 'CH',
  KRW: 'KR',
}

/** Clock and figures as they are written where the currency is. */
export function localeOf(language: Language, currency: string): string {
  const region = currency === 'EUR' && language === 'en' ? 'IE' : regions[currency]
  return region === undefined || language === 'nl' ? language : `${language}-${region}`
}

function formatsOf(language: Language, currency: string, timeZone: string) {
  const locale = localeOf(language, currency)
  const decimals = decimalsOf(currency) ?? 2
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals }
  const amounts = new Intl.NumberFormat(locale, { style: 'currency', currency, ...digits })
  return {
    money: (minor: number) => amounts.format(minor / 10 ** decimals),
    ...letterDates(language, locale, timeZone),
  }
}
