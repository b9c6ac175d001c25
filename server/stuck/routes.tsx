import { type Context, Hono } from 'hono'
import { isStuckKind, REASON_MAX, type StuckDeed, type StuckRow } from '../../domain/stuck.ts'
import { paths } from '../../views/paths.ts'
import { StuckPage } from '../../views/stuck/StuckPage.tsx'
import type { RefusedDeed } from '../../views/stuck/stuck.ts'
import type { Key } from '../../views/words.ts'
import { allow } from '../allow.tsx'
import type { AppEnv, WebDeps } from '../env.ts'
import { readForm, textOf } from '../form.ts'
import { page } from '../page.tsx'
import { saidOf } from '../said.ts'
import { decideStuck } from './act.ts'
import { loadStuckPage } from './load.ts'

type C = Context<AppEnv>
type Deps = Pick<WebDeps, 'sql' | 'engine' | 'log'>

const dones = {
  try_now: 'stuck.done.try_now',
  give_up: 'stuck.done.give_up',
  by_hand: 'stuck.done.by_hand',
} as const satisfies Record<StuckDeed, Key>

/** What needs an engineer, and what can be done about it; for managers and owners. */
export function stuckRoutes(deps: Deps) {
  const { sql } = deps
  return new Hono<AppEnv>()
    .use('*', allow(sql, 'mendStuck'))
    .get('/', (c) => show(c, deps))
    .post('/try-now', (c) => decide(c, deps, 'try_now'))
    .post('/give-up', (c) => decide(c, deps, 'give_up'))
    .post('/by-hand', (c) => decide(c, deps, 'by_hand'))
}

async function show(c: C, { sql }: Deps, refused: RefusedDeed | null = null, status: 200 | 409 | 422 = 200) {
  const stuck = await loadStuckPage(sql)
  const done = saidOf(dones, c.req.query('done'))
  const view = { words: c.get('words'), viewer: c.get('user'), stuck, done, refused }
  return page(c, <StuckPage {...view} />, status)
}

async function decide(c: C, deps: Deps, deed: StuckDeed) {
  const fields = await readForm(c)
  const { t } = c.get('words')
  const kind = textOf(fields, 'kind')
  const key = textOf(fields, 'key')
  const reason = textOf(fields, 'reason').trim()
  const refuse = (code: RefusedDeed['code'], status: 409 | 422) =>
    show(c, deps, { kind, key, deed, reason, code }, status)
  if (!isStuckKind(kind) || unstorable(key)) return refuse('gone', 422)
  const needsReason = deed !== 'try_now'
  if (needsReason && (reason === '' || unstorable(reason))) return refuse('reason', 422)
  if (reason.length > REASON_MAX) return refuse('tooLong', 422)
  const told = (row: StuckRow) => t(`stuck.told.${deed}`, { what: t(`stuck.kind.${row.kind}`), reason })
  const wish = { kind, key, deed, reason: needsReason ? reason : null, told }
  const outcome = await decideStuck(deps, c.get('user'), wish)
  if (outcome !== 'done') return refuse(outcome, 409)
  return c.redirect(paths.stuck(deed), 303)
}

/** PostgreSQL keeps no NUL. */
const unstorable = (text: string) => text.includes('\0')
