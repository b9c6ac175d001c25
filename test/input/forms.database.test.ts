import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PageForm } from './forms.ts'
import { type HostileShop, openHostileShop, PATIENCE_MS, ROUNDS, watchTables } from './hostile-shop.ts'
import { hostile } from './hostile-texts.ts'

let shop: HostileShop
let forms: PageForm[]

beforeAll(async () => {
  shop = await openHostileShop()
  forms = (await shop.forms()).filter(({ isUpload }) => !isUpload)
})

afterAll(() => shop?.stop())

test('there are forms to be tried', () => {
  expect(forms.length).toBeGreaterThan(60)
})

interface Try {
  form: PageForm
  name: string
  value: string
}

/** Each field of each form with the next texts of the list, so that all of them come up again and again. */
function tries(): Try[] {
  const fields = forms.flatMap((form) =>
    // Browsers fill it in by themselves, and with another one a try is not the repeat of the last.
    [...new Set(form.fields.map(([name]) => name))]
      .filter((name) => name !== 'actionId')
      .map((name) => ({ form, name })),
  )
  return fields.flatMap((field, place) =>
    Array.from({ length: ROUNDS }, (_, round) => ({
      ...field,
      value: hostile[(place * ROUNDS + round) % hostile.length] ?? '',
    })),
  )
}

test(
  'whatever is typed into whichever field is taken, or refused and not stored',
  async () => {
    const failures: string[] = []
    const tables = watchTables(shop.sql)
    for (const one of tries()) {
      await tables.look()
      const response = await send(one)
      await response.body?.cancel()
      const { form, name, value } = one
      const what = `${form.method} ${form.action} ${name}=${JSON.stringify(value.slice(0, 80))} ${response.status}`
      const broken = shop.broken()
      if (response.status >= 500 || broken.length > 0) failures.push(what, ...broken)
      if (response.status !== 422) tables.forget()
      else for (const table of await tables.changed()) failures.push(`${what} stored in ${table}`)
    }
    expect(failures).toEqual([])
  },
  PATIENCE_MS,
)

function send({ form: { method, action, fields }, name, value }: Try) {
  const sent = fields.map((field): [string, string] => (field[0] === name ? [name, value] : field))
  if (method === 'post') return shop.owner.post(action, withNewId(sent))
  return shop.owner.get(`${action.replace(/[?#].*/, '')}?${new URLSearchParams(sent)}`)
}

let ids = 0
const withNewId = (fields: [string, string][]) =>
  fields.map(([name, value]): [string, string] => [name, name === 'actionId' ? `try${++ids}` : value])
