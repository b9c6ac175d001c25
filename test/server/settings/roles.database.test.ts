import { describe, expect, test } from 'vitest'
import { may, type Task } from '../../../domain/roles.ts'
import { type Role, roles } from '../../../domain/status.ts'
import { createTestDatabase } from '../../support/database.ts'
import { openWebDesk, wordsOf } from '../web-desk.ts'
import { hirePeople } from './owners.ts'

const database = await createTestDatabase()
await hirePeople(database.sql)
const desk = openWebDesk(database)
const people = {
  staff: await desk.as('sam'),
  manager: await desk.as('mia'),
  owner: await desk.as('olga'),
} satisfies Record<Role, unknown>

/** Open to whoever is not signed in; each is tested where it belongs. */
const open = [
  /^\/(api|health|static|metrics|webhooks)(\/|$)/,
  /^\/(favicon\.ico|preferences|sign-in|sign-in\/help|sign-in\/code|sign-out|welcome\/:token)$/,
  /^\/$/,
]

/** Whose business a route is, by how it begins; the first that fits. */
const tasks: [RegExp, Task][] = [
  [/^\/settings$/, 'manageUsers'],
  [/^\/settings\/people/, 'manageUsers'],
  [/^\/settings\/sources/, 'manageSources'],
  [/^\/settings\/stores\/[^/]+\/letters/, 'manageMail'],
  [/^\/settings\/stores/, 'manageStores'],
  [/^\/settings\/payments/, 'managePayments'],
  [/^\/settings\/mail/, 'manageMail'],
  [/^\/settings\/changes/, 'seeChanges'],
  [/^\/settings\/books/, 'checkBooks'],
  [/^\/money/, 'seeMoney'],
  [/^\/imports/, 'importFiles'],
  [/^\/stuck/, 'mendStuck'],
  [/^\/account/, 'keepOwnAccount'],
  [/^\/sample/, 'removeSample'],
  [/^\/orders\/[^/]+\/[^/]+\/erase$/, 'erasePeople'],
  [/^\/returns\/bin\/taken/, 'clearBin'],
  [/^\/(orders|returns|live)/, 'workOrders'],
]

interface Route {
  method: string
  path: string
}

/** Every page and form that the desk answers, each once. */
const routes: Route[] = [
  ...new Map(
    desk.routes
      .filter(({ method, path }) => method !== 'ALL' && !open.some((one) => one.test(path)))
      .map(({ method, path }) => [`${method} ${path}`, { method, path }]),
  ).values(),
]
const taskOf = ({ path }: Route) => tasks.find(([begins]) => begins.test(path))?.[1]
/** A name that nobody has, for each part of a path that may be any. */
const pathOf = ({ path }: Route) => path.replace(/:\w+(\{[^}]*\}+)?/g, '404')

describe('Every route', () => {
  test('is somebody’s business', () => {
    expect(routes.length).toBeGreaterThan(30)
    expect(routes.filter((route) => !taskOf(route))).toEqual([])
  })

  test.each(routes.filter(taskOf).map((route) => [`${route.method} ${route.path}`, route] as const))(
    '%s is open to whom the table of roles names, and to nobody else',
    async (_, route) => {
      const task = taskOf(route)
      if (!task) throw new Error('a route without a task')
      const path = pathOf(route)
      const stranger = await desk.send(path, { method: route.method })
      expect([303, 401]).toContain(stranger.status)
      if (stranger.status === 303) expect(stranger.headers.get('location')).toMatch(/^\/sign-in/)
      for (const role of roles) {
        const response = await (route.method === 'GET' ? people[role].get(path) : people[role].post(path, {}))
        if (may(role, task)) expect([401, 403], role).not.toContain(response.status)
        else expect([response.status, role]).toEqual([403, role])
        await response.body?.cancel()
      }
    },
  )

  test('that is not for somebody says whose it is and who can help', async () => {
    const words = await wordsOf(await people.staff.get('/settings/people'))
    expect(words).toContain('This page is for: Owner. Olga or Otto can help.')
    expect(await wordsOf(await people.staff.get('/imports'))).toContain('Mia')
  })

  test('leads where the person may go, and not elsewhere', async () => {
    const linksOf = async (role: Role) => {
      const html = await (await people[role].get('/orders')).text()
      return ['/money', '/imports', '/settings'].filter((path) => html.includes(`href="${path}"`))
    }
    expect(await linksOf('staff')).toEqual([])
    expect(await linksOf('manager')).toEqual(['/money', '/imports'])
    expect(await linksOf('owner')).toEqual(['/money', '/imports', '/settings'])
  })
})
