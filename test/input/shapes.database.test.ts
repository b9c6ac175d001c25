import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PageForm } from './forms.ts'
import { type HostileShop, openHostileShop, PATIENCE_MS, ROUNDS, watchTables } from './hostile-shop.ts'
import { hostile } from './hostile-texts.ts'

let shop: HostileShop
let forms: PageForm[]

beforeAll(async () => {
  shop = await openHostileShop()
  forms = (await shop.forms()).filter(({ method }) => method === 'post')
})

afterAll(() => shop?.stop())

type Sent = Pick<RequestInit, 'body'> & { type?: string }

/** Nobody may set these by naming them. */
const claimed: [string, string][] = [
  ...[
    'role',
    'id',
    'userId',
    'user_id',
    'status',
    'isAdmin',
    'createdAt',
    'deactivated_at',
    'sealed_password',
  ].map((name): [string, string] => [name, 'owner']),
  ...[
    '__proto__',
    '__proto__[isAdmin]',
    '__proto__.isAdmin',
    'constructor[prototype][isAdmin]',
    'prototype.isAdmin',
  ].map((name): [string, string] => [name, 'yes']),
]

const urlEncoded = (fields: [string, string][]): Sent => ({ body: new URLSearchParams(fields) })

/** The ways in which a body is not what the form of the page would send. */
const shapes: Record<string, (form: PageForm) => Sent> = {
  'no body': () => ({}),
  'no field': () => urlEncoded([]),
  'each field twice': ({ fields }) =>
    urlEncoded(
      fields.flatMap(([name, value]) => [
        [name, value],
        [name, `${value}x`],
      ]),
    ),
  'each field as a list': ({ fields }) => urlEncoded(fields.map(([name, value]) => [`${name}[]`, value])),
  'fields of others': ({ fields }) => urlEncoded([...claimed, ...fields, ...claimed]),
  'a thousand fields': () => urlEncoded(Array.from({ length: 1_000 }, (_, n) => [`f${n}`, ''])),
  'all fields hostile': ({ fields }) => urlEncoded(fields.map(([name], n) => [name, hostile[n * 13] ?? ''])),
  'files in place of texts': ({ fields }) => {
    const body = new FormData()
    for (const [name] of fields) body.append(name, new File(['x'], '../x.txt'))
    return { body }
  },
  JSON: ({ fields }) => ({ body: JSON.stringify(Object.fromEntries(fields)), type: 'application/json' }),
  'plain text': ({ fields }) => ({ body: fields.join('&'), type: 'text/plain' }),
  'a multipart form without its boundary': () => ({ body: '--x\r\n\r\n', type: 'multipart/form-data' }),
  'a multipart form that breaks off': () => ({
    body: '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb',
    type: 'multipart/form-data; boundary=x',
  }),
  'bytes that are no text': () => ({
    body: new Uint8Array([0xff, 0xfe, 0, 0x3d, 0xc3, 0x28, 0x26, 0x80]),
    type: 'application/x-www-form-urlencoded',
  }),
}

/** With the suite each form is sent in some of the shapes, by turns; `npm run test:fuzz` sends all of them. */
const inTurn = (place: number) => (_: PageForm, index: number) => ROUNDS > 1 || (index + place) % 4 === 0

test.each(Object.keys(shapes).map((name, place) => [name, place] as const))(
  'no form breaks over %s',
  async (name, place) => {
    const failures: string[] = []
    const tables = watchTables(shop.sql)
    for (const form of forms.filter(inTurn(place))) {
      const { body, type } = shapes[name]?.(form) ?? {}
      const headers = { cookie: shop.owner.cookie, ...(type ? { 'content-type': type } : {}) }
      await tables.look()
      const response = await shop.desk.send(form.action, { method: 'POST', body, headers })
      await response.body?.cancel()
      const what = `${form.action} ${response.status}`
      const broken = shop.broken()
      if (response.status >= 500 || broken.length > 0) failures.push(what, ...broken)
      if (![400, 413, 415, 422].includes(response.status)) tables.forget()
      else for (const table of await tables.changed()) failures.push(`${what} stored in ${table}`)
    }
    expect(failures).toEqual([])
  },
  PATIENCE_MS,
)

test('nobody became somebody else by naming it', async () => {
  expect(Object.prototype).not.toHaveProperty('isAdmin')
  const roles = await shop.sql`select id, role from users order by id`
  expect(Object.fromEntries(roles.map(({ id, role }) => [id, role]))).toMatchObject({
    anna: 'staff',
    mia: 'manager',
    olga: 'owner',
  })
})
