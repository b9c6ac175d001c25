import { Hono } from 'hono'
import type { Sql } from '../../db/client.ts'
import { type ChangeShown, ChangesPage } from '../../views/settings/ChangesPage.tsx'
import { allow } from '../allow.tsx'
import type { AppEnv, WebDeps } from '../env.ts'
import { page } from '../page.tsx'
import { shopZone } from './load-sources.ts'

const PAGE_ROWS = 50

/** Who changed what; for owners. */
export function changeRoutes({ sql }: Pick<WebDeps, 'sql'>) {
  return new Hono<AppEnv>().use('/changes/*', allow(sql, 'seeChanges')).get('/changes', async (c) => {
    const asked = c.req.query('before') ?? ''
    const before = /^\d{1,15}$/.test(asked) ? Number(asked) : null
    const [changes, timeZone] = await Promise.all([loadChanges(sql, before), shopZone(sql)])
    const shown = changes.slice(0, PAGE_ROWS)
    const olderThan = changes.length > PAGE_ROWS ? (shown.at(-1)?.id ?? null) : null
    const view = { words: c.get('words'), viewer: c.get('user'), changes: shown, timeZone, olderThan }
    return page(c, <ChangesPage {...view} isLatest={before === null} />)
  })
}

/** The latest, or those before one of them; one more than a page has. */
function loadChanges(sql: Sql, before: number | null): Promise<ChangeShown[]> {
  return sql<ChangeShown[]>`
    select c.id, c.at, u.name as who, c.actor_kind, c.subject_kind, c.subject, person.name as subject_name, c.action,
      c.before, c.after
    from setting_changes c left join users u on u.id = c.user_id
      left join users person on c.subject_kind = 'user' and person.id = c.subject
    where ${before === null ? sql`true` : sql`c.id < ${before}`}
    order by c.id desc limit ${PAGE_ROWS + 1}`
}
