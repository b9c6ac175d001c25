import type { Context, MiddlewareHandler } from 'hono'
import type { Sql } from '../db/client.ts'
import { may, type Task, whoMay } from '../domain/roles.ts'
import { MessagePage } from '../views/MessagePage.tsx'
import { paths } from '../views/paths.ts'
import type { Key } from '../views/words.ts'
import type { AppEnv } from './env.ts'
import { page } from './page.tsx'

const NAMES_SHOWN = 5

/** Lets only those through whose role may do this; the others learn who can. */
export function allow(sql: Sql, task: Task): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const { role, needsSecondFactor } = c.get('user')
    if (!may(role, task)) return showNotAllowed(c, sql, task)
    // Nothing stands in the way of the orders (contract §4).
    if (needsSecondFactor) return c.redirect(paths.secondFactor(), 303)
    return next()
  }
}

/** A page that says whose business this is, with the names of those who can help. */
export async function showNotAllowed(
  c: Context<AppEnv>,
  sql: Sql,
  task: Task,
  told: Extract<Key, `${string}.notAllowed`> | 'notAllowed.help' = 'notAllowed.help',
) {
  const words = c.get('words')
  const roles = whoMay(task)
  const people = await sql<{ name: string }[]>`
    select name from users where role in ${sql([...roles])} and deactivated_at is null
    order by name limit ${NAMES_SHOWN}`
  const message = words.t(told, {
    roles: words.either(roles.map((role) => words.t(`role.${role}`))),
    names: words.either(people.map(({ name }) => name)),
  })
  const title = words.t('notAllowed.title')
  return page(c, <MessagePage words={words} title={title} message={message} viewer={c.get('user')} />, 403)
}
