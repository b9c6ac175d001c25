import { letterFacts } from './letter-facts.ts'
import type { LetterOrder, LetterStore } from './letter-order.ts'
import { renderLetter } from './letter-render.ts'
import type { LetterTemplate } from './letter-words.ts'
import type { Language } from './letters.ts'
import { isPlainText } from './set-up.ts'

export const TEMPLATE_SUBJECT_MAX = 500
export const TEMPLATE_BODY_MAX = 20_000

/** What is wrong with a store's own words; `words`: a name, or what the engine says. */
export interface TemplateFault {
  field: 'subject' | 'body'
  code:
    | 'empty'
    | 'too_long'
    | 'unseen'
    | 'unknown_name'
    | 'unknown_filter'
    | 'unknown_tag'
    | 'too_much'
    | 'syntax'
  words: string
}

/** Something that can stand beside any part, so that the other is looked at alone. */
const PLAIN = 'x'

/** Tries the words on orders of every sort, so that a name that only some have is found now, not in a letter. */
export function checkTemplate(
  { subject, body }: LetterTemplate,
  store: LetterStore,
  currency: string,
  language: Language,
): TemplateFault[] {
  const orders = sampleOrders(store, currency)
  const first = (field: TemplateFault['field'], template: LetterTemplate): TemplateFault[] => {
    for (const order of orders) {
      const result = renderLetter(template, letterFacts(order, language, null))
      if (!result.ok) return [{ field, ...codeOf(result.fault) }]
    }
    return []
  }
  const limits: [TemplateFault['field'], string, number][] = [
    ['subject', subject, TEMPLATE_SUBJECT_MAX],
    ['body', body, TEMPLATE_BODY_MAX],
  ]
  const faults = limits.flatMap(([field, text, max]): TemplateFault[] => {
    if (text.trim() === '') return [{ field, code: 'empty', words: '' }]
    if (!isPlainText(text)) return [{ field, code: 'unseen', words: '' }]
    return text.length > max ? [{ field, code: 'too_long', words: String(max) }] : []
  })
  if (faults.length > 0) return faults
  return [...first('subject', { subject, body: PLAIN }), ...first('body', { subject: PLAIN, body })]
}

function codeOf(fault: string): Pick<TemplateFault, 'code' | 'words'> {
  const [, name] = /^undefined variable: ([^,]+)/.exec(fault) ?? []
  if (name) return { code: 'unknown_name', words: name }
  const [, tag] = /^tag "([^"]+)" not found/.exec(fault) ?? []
  if (tag) return { code: 'unknown_tag', words: tag }
  const [, filter] = /^undefined filter: ([^,]+)/.exec(fault) ?? []
  if (filter) return { code: 'unknown_filter', words: filter }
  if (/limit exceeded|comes out empty|longer than/.test(fault)) return { code: 'too_much', words: fault }
  return { code: 'syntax', words: fault }
}

const PLACED = new Date('2026-03-02T17:09:00Z')

/** One that is picked up, one that is paid in the store, one that is sent; the first with all there is to say. */
export function sampleOrders(store: LetterStore, currency: string): [LetterOrder, LetterOrder, LetterOrder] {
  const whole: LetterOrder = {
    source: 'webshop',
    number: 'NS-100001',
    status: 'ready_for_pickup',
    fulfilment: 'pickup',
    placedAt: PLACED,
    readyBy: '2026-03-05',
    holdUntil: new Date('2026-03-12T18:00:00Z'),
    respondBy: new Date('2026-03-02T21:09:00Z'),
    rejectReason: 'out_of_stock',
    carrier: null,
    trackingNumber: null,
    currency,
    total: 8766,
    paymentStatus: 'authorised',
    refund: 4049,
    customer: { firstName: 'Kim', lastName: 'Okafor', email: 'kim@example.com' },
    askedLanguage: null,
    country: null,
    lines: [
      { description: 'LL Mountain Pedal', quantity: 2, net: 8098 },
      { description: 'Brass bell', quantity: 1, net: 668 },
    ],
    store,
  }
  const bare = {
    readyBy: null,
    holdUntil: null,
    respondBy: null,
    rejectReason: null,
    paymentStatus: 'unpaid',
    refund: null,
  } as const
  const nobody = { firstName: null, lastName: null, email: null }
  const bareStore = { ...store, address: null, email: null, calendar: { ...store.calendar, weekly: null } }
  return [
    whole,
    {
      ...whole,
      ...bare,
      fulfilment: 'reserve',
      status: 'rejected',
      customer: nobody,
      store: bareStore,
      total: null,
    },
    {
      ...whole,
      status: 'shipped',
      fulfilment: 'delivery',
      carrier: 'CJ Logistics',
      trackingNumber: '6889',
      lines: [],
    },
  ]
}
