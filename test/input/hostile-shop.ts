import pino from 'pino'
import type { Sql } from '../../db/client.ts'
import { pages } from '../browser/pages.ts'
import { openShownShop } from '../browser/shown-shop.ts'
import { recordingEngine } from '../support/recording-engine.ts'
import { formsOf, type PageForm } from './forms.ts'

/** How often each thing is tried: once with the suite, more often with `npm run test:fuzz`. */
export const ROUNDS = Number(process.env.KICKSTAND_FUZZ_ROUNDS ?? 1)

/** What takes seconds by itself may take a minute beside other tests. */
export const PATIENCE_MS = 120_000 * ROUNDS

/** A shop with an order in every status, whose actions are recorded at once, and what its desk logged as broken. */
export async function openHostileShop() {
  const logged: string[] = []
  const write = (line: string) => {
    // Whoever sends what is not signed is only noted.
    if (!line.includes('were not signed')) logged.push(line)
  }
  const log = pino({ level: 'warn' }, { write })
  const shown = await openShownShop(recordingEngine, log)
  const { sql, desk } = shown
  await sql`insert into users (id, name, email, role) values ('mia', 'Mia', 'mia@example.com', 'manager')`
  const owner = await desk.as('olga')
  return {
    ...shown,
    owner,
    /** What the desk could not answer for since it was last asked. */
    broken: () => logged.splice(0).map((line) => line.slice(0, 1_500)),
    /** Of every page, each that can be sent without an end to the shop. */
    async forms(): Promise<PageForm[]> {
      const found = new Map<string, PageForm>()
      for (const page of pages) {
        for (const form of formsOf(await shown.html(page), page)) {
          const names = form.fields.map(([name]) => name).join()
          const kind = form.action.replace(/\?.*/, '').replace(/\d+/g, 'n')
          if (!spared.test(form.action)) found.set(`${form.method} ${kind} ${names}`, form)
        }
      }
      return [...found.values()]
    },
  }
}

export type HostileShop = Awaited<ReturnType<typeof openHostileShop>>

/** These end the test's own session, take the shop away, or ask somebody outside. */
const spared =
  /^\/(sign-out|sample\/removal|account\/sessions|account\/password|settings\/(payments\/[^/]+|mail)\/test)/

/** What stands here is noted of whoever asks, refused or not. */
const notes = new Set(['sessions', 'sign_in_failures', 'source_troubles', 'password_requests'])

/** Whether anything was stored since the last look: every table is compared as a whole. */
export function watchTables(sql: Sql) {
  let known: Promise<Map<string, string>> | null = null
  return {
    async look(): Promise<void> {
      known ??= digestsOf(sql)
      await known
    },
    /** What was stored since is as it should be. */
    forget(): void {
      known = null
    },
    /** The tables that are not as they were. */
    async changed(): Promise<string[]> {
      const before = await known
      known = digestsOf(sql)
      return [...(await known)].flatMap(([table, digest]) => (before?.get(table) === digest ? [] : [table]))
    },
  }
}

async function digestsOf(sql: Sql): Promise<Map<string, string>> {
  const tables = await sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'public' order by 1`
  const digests = tables
    .filter(({ name }) => !notes.has(name))
    .map(
      ({ name }) => sql`
        select ${name} as name, md5(string_agg(row, '|' order by row)) as digest
        from (select (to_jsonb(t) - 'last_seen_at')::text as row from ${sql(name)} t
          where to_jsonb(t) ->> 'action' is distinct from 'sign_in_failed') as rows`,
    )
  const rows = await sql<{ name: string; digest: string | null }[]>`
    ${digests.reduce((all, one) => sql`${all} union all ${one}`)}`
  return new Map(rows.map(({ name, digest }) => [name, digest ?? '']))
}
