import { type Fault, isCode, isPlainLine, type Read } from './set-up.ts'

export const sourceKinds = ['integrator'] as const
export type SourceKind = (typeof sourceKinds)[number]

/** How long the old secret of a rotation may stay good, in hours; a day unless somebody says otherwise. */
export const OVERLAP_HOURS = 24
export const OVERLAP_HOURS_MAX = 30 * 24
/** Each costs a hash for every request that nobody signed. */
export const RETIRING_MAX = 3

const URL_MAX = 2_000

/** What an owner sets of a source; '' is none. */
export interface SourceForm {
  callbackUrl: string
  orderUrl: string
  primaryStore: string
}

export interface SourceSettings {
  callbackUrl: string | null
  orderUrl: string | null
  primaryStore: string | null
}

export type SourceFault = Fault<
  'id' | 'callbackUrl' | 'orderUrl' | 'primaryStore',
  'code' | 'web_address' | 'credentials' | 'order_address' | 'no_store'
>

/** The same for the page and the command line; whether the store is there, the database says. */
export function readSourceSettings(form: SourceForm): Read<SourceSettings, SourceFault> {
  const faults = [...addressFaults('callbackUrl', form.callbackUrl), ...orderAddressFaults(form.orderUrl)]
  if (form.primaryStore !== '' && !isCode(form.primaryStore)) {
    faults.push({ field: 'primaryStore', code: 'no_store' })
  }
  if (faults.length > 0) return { ok: false, faults }
  const { callbackUrl, orderUrl, primaryStore } = form
  const value = {
    callbackUrl: callbackUrl || null,
    orderUrl: orderUrl || null,
    primaryStore: primaryStore || null,
  }
  return { ok: true, value }
}

export const sourceIdFaults = (id: string): SourceFault[] =>
  isCode(id) ? [] : [{ field: 'id', code: 'code' }]

function addressFaults(field: 'callbackUrl' | 'orderUrl', text: string): SourceFault[] {
  if (text === '') return []
  if (!isPlainLine(text, URL_MAX) || !URL.canParse(text)) return [{ field, code: 'web_address' }]
  const { protocol, username, password } = new URL(text)
  if (protocol !== 'http:' && protocol !== 'https:') return [{ field, code: 'web_address' }]
  // They would stand in the record of changes for good.
  return username || password ? [{ field, code: 'credentials' }] : []
}

function orderAddressFaults(text: string): SourceFault[] {
  const faults = addressFaults('orderUrl', text)
  if (faults.length > 0 || text === '' || text.includes('{number}')) return faults
  return [{ field: 'orderUrl', code: 'order_address' }]
}
