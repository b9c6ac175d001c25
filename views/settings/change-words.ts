import { languages, letterKinds, mailSecurities } from '../../domain/letters.ts'
import { roles } from '../../domain/status.ts'
import type { Key, Words } from '../words.ts'

/** As the forms call them. */
const labels: Partial<Record<string, Key>> = {
  role: 'people.role',
  name: 'people.name',
  kind: 'sources.kind',
  primaryStore: 'sources.primaryStore',
  callbackUrl: 'sources.callbackUrl',
  orderUrl: 'sources.orderUrl',
  overlapHours: 'sources.overlap',
  timeZone: 'stores.timeZone',
  currency: 'stores.currency',
  hours: 'stores.hours',
  address: 'stores.address',
  orders: 'imports.kinds.orders',
  products: 'imports.kinds.products',
  customers: 'imports.kinds.customers',
  stores: 'stores.title',
  specialDays: 'stores.specialDays',
  email: 'stores.email',
  language: 'stores.language',
  answer: 'rules.answer',
  answerHours: 'rules.answerHours',
  remindEveryMinutes: 'rules.remindEveryMinutes',
  remindLastHours: 'rules.remindLastHours',
  whenMissed: 'rules.whenMissed',
  pickup: 'rules.pickup',
  holdDays: 'rules.holdDays',
  remindHours: 'rules.remindHours',
  whenEnded: 'rules.whenEnded',
  undoSeconds: 'rules.undoSeconds',
  claimMinutes: 'rules.claimMinutes',
  lettersOff: 'rules.lettersNotSent',
  letter: 'letterWords.kind',
  ownWords: 'letterWords.own',
  host: 'mail.host',
  port: 'mail.port',
  security: 'mail.security',
  username: 'mail.username',
  merchantAccount: 'payments.merchantAccount',
  provider: 'payments.provider',
  secret: 'payments.settings',
  paymentAccount: 'sourcePayment.account',
  paymentType: 'sourcePayment.paymentType',
  fromAddress: 'mail.fromAddress',
  secondFactor: 'secondFactor.askOf',
  by: 'changes.by',
  failures: 'changes.failures',
  rows: 'changes.rows',
  secrets: 'changes.secrets',
  links: 'changes.links',
  addresses: 'changes.addresses',
  refusals: 'changes.refusals',
}

export function labelInWords({ t }: Words, name: string): string {
  const label = labels[name]
  return label ? t(label) : name
}

const kinds = Object.fromEntries(letterKinds.map((kind) => [kind, `letter.kind.${kind}` as const]))

/** What stands for a value that is one of a few; by the setting's name, since a word may mean two things. */
const choices: Partial<Record<string, Partial<Record<string, Key>>>> = {
  by: { password: 'changes.byPassword', code: 'changes.byCode', link: 'changes.byLink' },
  secondFactor: { manager: 'role.manager', owner: 'role.owner' },
  role: Object.fromEntries(roles.map((role) => [role, `role.${role}` as const])),
  kind: { integrator: 'sources.kinds.integrator' },
  language: Object.fromEntries(languages.map((one) => [one, `stores.languages.${one}` as const])),
  answer: { on: 'rules.answerOn', off: 'rules.answerOff' },
  whenMissed: { flag: 'rules.flag', reject: 'rules.reject' },
  pickup: { none: 'rules.pickupNone', store: 'rules.pickupStore', own: 'rules.pickupOwn' },
  security: Object.fromEntries(mailSecurities.map((one) => [one, `mail.securities.${one}` as const])),
  whenEnded: { flag: 'rules.flag', release: 'rules.release' },
  provider: { stripe: 'payments.providers.stripe' },
  secret: { apiKey: 'payments.apiKey', webhookSecret: 'payments.webhookSecret' },
  letter: kinds,
  lettersOff: kinds,
}

export function valueInWords(words: Words, name: string, value: unknown): string {
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0))
    return words.t('unknown')
  if (Array.isArray(value)) return words.list(value.map((one) => valueInWords(words, name, one)))
  if (typeof value === 'boolean') return words.t(value ? 'changes.yes' : 'changes.no')
  if (typeof value !== 'string') return JSON.stringify(value)
  const key = choices[name]?.[value]
  return key ? words.t(key) : value
}
