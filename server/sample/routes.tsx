import { Hono } from 'hono'
import { previewRemoval } from '../../sample/preview.ts'
import { removeSample } from '../../sample/remove.ts'
import { endLeftWorkflows } from '../../sample/workflows-left.ts'
import { paths } from '../../views/paths.ts'
import { SamplePage } from '../../views/sample/SamplePage.tsx'
import { allow } from '../allow.tsx'
import type { AppEnv, WebDeps } from '../env.ts'
import { page } from '../page.tsx'
import { noteChange } from '../settings/changes.ts'

/** Owners see what would go, and remove it; asked twice, it is once. */
export function sampleRoutes({ sql, engine, log }: Pick<WebDeps, 'sql' | 'engine' | 'log'>) {
  return new Hono<AppEnv>()
    .use(allow(sql, 'removeSample'))
    .get('/', async (c) => {
      const sample = await previewRemoval(sql)
      return page(c, <SamplePage words={c.get('words')} viewer={c.get('user')} sample={sample} />)
    })
    .post('/removal', async (c) => {
      const userId = c.get('user').id
      await removeSample(sql, (tx, removed) =>
        noteChange(
          tx,
          { kind: 'person', userId },
          {
            subjectKind: 'setting',
            subject: 'sample',
            action: 'changed',
            before: { ...removed },
          },
        ),
      )
      await endLeftWorkflows(sql, engine).catch((error: unknown) =>
        log.warn({ err: error }, 'the workflows of the sample could not be ended; the next start does'),
      )
      return c.redirect(paths.sample(), 303)
    })
}
