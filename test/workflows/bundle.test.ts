import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { workflowBundle } from '../../runtime/workflow-bundle.ts'

/** A bundle of plain TypeScript is about 520 KiB, nearly all of it the SDK; with zod it was 966 KiB. */
const KIB_MAX = 620

it('the workflows bundle holds neither zod nor a database, and stays small', async () => {
  const code = readFileSync((await workflowBundle()).codePath, 'utf8').replace(
    /\/\/# sourceMappingURL=.*/s,
    '',
  )
  expect(code.length / 1024).toBeLessThan(KIB_MAX)
  for (const stranger of ['node_modules/zod', 'node_modules/postgres', 'drizzle-orm', 'node_modules/luxon']) {
    expect(code, stranger).not.toContain(stranger)
  }
  expect(code).toContain('workflows/order.ts')
})
