import { randomUUID } from 'node:crypto'
import type { FormFault } from '../../views/returns/details.ts'
import type { Words } from '../../views/words.ts'
import { type FormFields, textOf } from '../form.ts'

export const COMMENT_MAX = 4_000
export const REASON_MAX = 500
export const REFERENCE_MAX = 200

/** What is wrong, by the id of its field. */
export type Fault = {
  field: string
  code:
    | 'units'
    | 'reason'
    | 'text'
    | 'method'
    | 'amount'
    | 'changedReason'
    | 'payment'
    | 'to'
    | 'correctReason'
    | 'settledReason'
}

export type Read<T> = { ok: true; value: T } | { ok: false; faults: Fault[] }

export const usable = (text: string, max: number) => text.length <= max && !text.includes('\0')

export const faultsInWords = ({ t }: Words, faults: readonly Fault[]): FormFault[] =>
  faults.map(({ field, code }) => ({ field, message: t(`returns.fault.${code}`) }))

export const ACTION_ID = /^[A-Za-z0-9._-]{1,64}$/
/** Of a form: sent twice, it is one action. */
export const actionIdOf = (fields: FormFields) => {
  const actionId = textOf(fields, 'actionId')
  return ACTION_ID.test(actionId) ? actionId : randomUUID()
}
