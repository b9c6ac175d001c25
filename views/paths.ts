import { actionPath, type StaffAction } from '../domain/happening.ts'
import type { Status } from '../domain/status.ts'
import { importPaths } from './imports/paths.ts'
import { moneyPaths } from './money/paths.ts'
import { returnPaths } from './returns/paths.ts'
import { settingsPaths } from './settings/paths.ts'
import { stuckPaths } from './stuck/paths.ts'

export interface OrderName {
  source: string
  number: string
}

/** What the queue shows; defaults vanish from its address. */
export interface QueueFilter {
  status: Status | null
  q: string
  store: string | null
  source: string | null
  page: number
}

const order = ({ source, number }: OrderName) =>
  `/orders/${encodeURIComponent(source)}/${encodeURIComponent(number)}`

/** Every address of the pages is made here. */
export const paths = {
  signIn: (next?: string) => (next ? `/sign-in?next=${encodeURIComponent(next)}` : '/sign-in'),
  signInCode: (next?: string) => (next ? `/sign-in/code?next=${encodeURIComponent(next)}` : '/sign-in/code'),
  secondFactor: () => '/account/second-factor',
  secondFactorStep: (step: 'begin' | 'confirm' | 'end') => `/account/second-factor/${step}`,
  secondFactorImage: () => '/account/second-factor/image.svg',
  signOut: () => '/sign-out',
  welcome: (token: string) => `/welcome/${encodeURIComponent(token)}`,
  queue: (filter: Partial<QueueFilter> = {}) => {
    const { status, q, store, source, page } = filter
    const query = new URLSearchParams()
    for (const [name, value] of Object.entries({
      status,
      q,
      store,
      source,
      page: page === 1 ? null : page,
    })) {
      if (value) query.set(name, String(value))
    }
    return query.size > 0 ? `/orders?${query}` : '/orders'
  },
  order,
  outcome: (name: OrderName, actionId: string) => `${order(name)}?done=${encodeURIComponent(actionId)}`,
  searchCustomers: (name: OrderName, words: string) =>
    `${order(name)}?${new URLSearchParams({ customer: words })}#identify`,
  searchProducts: (name: OrderName, line: string, words?: string) =>
    `${order(name)}?${new URLSearchParams({ line, ...(words === undefined ? {} : { product: words }) })}#match`,
  addProduct: (name: OrderName) => `${order(name)}/add-product`,
  forgetMatch: (name: OrderName) => `${order(name)}/forget-match`,
  forgotten: (name: OrderName, isDone: boolean, actionId: string) =>
    `${order(name)}?${new URLSearchParams({ forgotten: isDone ? 'yes' : 'no', click: actionId })}`,
  claim: (name: OrderName) => `${order(name)}/claim`,
  endClaim: (name: OrderName) => `${order(name)}/claim/end`,
  unclaimed: (name: OrderName) => `${order(name)}?claimed=no`,
  shelfLabel: (name: OrderName) => `${order(name)}/label.pdf`,
  release: (name: OrderName) => `${order(name)}/release`,
  released: (name: OrderName, actionId: string) => `${order(name)}?released=${encodeURIComponent(actionId)}`,
  action: (name: OrderName, action: StaffAction) => `${order(name)}/${actionPath(action)}`,
  document: (name: OrderName, id: number) => `${order(name)}/documents/${id}`,
  barcode: (name: OrderName) => `${order(name)}/barcode.svg`,
  erase: (name: OrderName) => `${order(name)}/erase`,
  raw: (name: OrderName) => `${order(name)}/raw`,
  callbackAgain: (name: OrderName, seq: number) => `${order(name)}/callbacks/${seq}/again`,
  lateLetters: () => '/orders/late-letters',
  writeLetter: (name: OrderName) => `${order(name)}/letters/new`,
  letter: (name: OrderName, id: number) => `${order(name)}#letter-${id}`,
  letterAgain: (name: OrderName, id: number) => `${order(name)}/letters/${id}/again`,
  letterArrived: (name: OrderName, id: number) => `${order(name)}/letters/${id}/arrived`,
  sample: () => '/sample',
  sampleRemoval: () => '/sample/removal',
  preferences: () => '/preferences',
  live: () => '/live',
  script: (name: string, hash: string) => `/static/${name}?v=${hash}`,
  stylesheet: (hash: string) => `/static/kickstand.css?v=${hash}`,
  apiDocs: () => '/api/docs',
  icon: () => '/static/icon.svg',
  ...settingsPaths,
  ...importPaths,
  ...moneyPaths,
  ...returnPaths,
  ...stuckPaths,
}
