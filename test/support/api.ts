import type { Hono } from 'hono'
import { connect } from '../../db/client.ts'
import { createApi } from '../../server/api/index.ts'
import type { TestDatabase } from './database.ts'
import { makeShop, openBox, type SigningOptions, signedHeaders } from './integrator.ts'
import { silentLog } from './shop.ts'

export interface Reply<T = unknown> {
  status: number
  text: string
  body: T
  headers: Headers
}

/** A website that is connected to the shop and signs what it sends. */
export async function openApi({ sql }: TestDatabase) {
  await makeShop(sql)
  const api = createApi({ sql, secrets: openBox, publicUrl: () => 'http://shop.test', log: silentLog })
  return { api, ...website(api) }
}

export function website(api: Pick<Hono, 'request'>, source = 'webshop') {
  const base = `/v1/sources/${source}`
  async function send<T>(path: string, init: RequestInit): Promise<Reply<T>> {
    const response = await api.request(base + path, init)
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json')
    return {
      status: response.status,
      text,
      body: isJson ? JSON.parse(text) : undefined,
      headers: response.headers,
    }
  }
  return {
    get: <T = never>(path: string, headers: Record<string, string> = {}) =>
      send<T>(path, { headers: { ...signedHeaders(''), ...headers } }),
    post: <T = never>(path: string, content: unknown, options: SigningOptions = {}) => {
      const body =
        typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content)
      return send<T>(path, { method: 'POST', body: body as string, headers: signedHeaders(body, options) })
    },
    /** As it is, unsigned or with headers of one's own. */
    raw: <T = never>(path: string, init: RequestInit) => send<T>(path, init),
  }
}

/** A shop whose database can't be reached. */
export function apiWithoutDatabase() {
  const sql = connect('postgres://nobody@127.0.0.1:1/none', { max: 1 })
  return createApi({ sql, secrets: openBox, publicUrl: () => 'http://shop.test', log: silentLog })
}
