import { type Context, Hono } from 'hono'
import { askForCheck, forgetAskedCheck } from '../../intake/ask-for-check.ts'
import { startUpkeep } from '../../intake/start-upkeep.ts'
import { paths } from '../../views/paths.ts'
import { BooksPage } from '../../views/verify/BooksPage.tsx'
import type { Key } from '../../views/words.ts'
import { allow } from '../allow.tsx'
import type { AppEnv, WebDeps } from '../env.ts'
import { page } from '../page.tsx'
import { saidOf } from '../said.ts'
import { loadBooks } from './load.ts'

type C = Context<AppEnv>
type Deps = Pick<WebDeps, 'sql' | 'engine' | 'log'>

const dones = { asked: 'booksCheck.asked' } as const satisfies Record<string, Key>

/** Whether the shop's books agree, and a check of them at once; for owners. */
export function booksRoutes(deps: Deps) {
  const { sql, engine, log } = deps
  return new Hono<AppEnv>()
    .use('/books/*', allow(sql, 'checkBooks'))
    .get('/books', (c) => showBooks(c, deps))
    .post('/books/check', async (c) => {
      const userId = c.get('user').id
      const check = await askForCheck(sql, userId)
      if (check === null) return showBooks(c, deps, 'booksCheck.busy')
      try {
        await startUpkeep(engine, 'checkBooks', check)
      } catch (error) {
        log.warn({ err: error }, 'the engine could not be asked to check the books')
        await forgetAskedCheck(sql, check)
        return showBooks(c, deps, 'booksCheck.engineAway')
      }
      return c.redirect(paths.books('asked' satisfies keyof typeof dones), 303)
    })
}

async function showBooks(c: C, { sql }: Deps, problem?: Key) {
  const books = await loadBooks(sql)
  const done = saidOf(dones, c.req.query('done'))
  const view = { words: c.get('words'), viewer: c.get('user'), books, done, problem }
  return page(c, <BooksPage {...view} />, problem ? 409 : 200)
}
