import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, existsSync, mkdirSync, readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { afterAll, expect, test } from 'vitest'
import { createApi } from '../../server/api/index.ts'
import { createTestDatabase } from '../support/database.ts'
import { openBox, SECRET } from '../support/integrator.ts'
import { openShop, webOrder } from '../support/shop.ts'

/** Somebody else's look at the API: it makes requests of the OpenAPI document, right and wrong ones. */
const VERSION = '4.32.5'
const SECONDS = Number(process.env.KICKSTAND_FUZZ_SECONDS ?? 120)
const INSTALL_MS = 300_000

const folder = join(tmpdir(), `kickstand-schemathesis-${VERSION}`)
const logFile = join(folder, 'last-run.log')
const here = dirname(fileURLToPath(import.meta.url))

const { sql } = await createTestDatabase()
const shop = await openShop(sql)
const errors: string[] = []
const log = {
  error: (details: object, message: string) => void errors.push(`${message} ${JSON.stringify(details)}`),
}

const app = new Hono()
const server = createAdaptorServer({ fetch: app.fetch }) as Server
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
app.route('/api', createApi({ sql, secrets: openBox, publicUrl: () => base, log }))
afterAll(() => server.close())

/** The orders that the hooks name, on their way through the shop. */
async function fillShop(): Promise<void> {
  await sql`update sources set secrets = ${[SECRET]} where id = 'northshore'`
  await shop.stock({ sku: 'PUMP', onHand: 5 })
  const ids = await Promise.all(
    ['NS-1', 'NS-2', 'NS-3'].map((number) => shop.receive(webOrder([{ sku: 'PUMP' }], { number }))),
  )
  await shop.act(ids[1] ?? 0, 'accept')
  await shop.act(ids[2] ?? 0, 'reject', { reason: 'damaged' })
}

async function installed(): Promise<boolean> {
  if (existsSync(join(folder, 'schemathesis'))) return true
  mkdirSync(folder, { recursive: true })
  const asked = [`schemathesis==${VERSION}`, '--quiet', '--disable-pip-version-check', '--target', folder]
  return (await python(['-m', 'pip', 'install', ...asked])) === 0
}

/** Runs Python; what it says goes into the log. @returns its exit code, -1 where there is none */
function python(words: string[], env: Record<string, string> = {}): Promise<number> {
  const told = createWriteStream(logFile, { flags: 'a' })
  return new Promise((resolve) => {
    const child = spawn('python3', words, { cwd: folder, env: { ...process.env, PIP_NO_INPUT: '1', ...env } })
    child.stdout.pipe(told, { end: false })
    child.stderr.pipe(told, { end: false })
    child.once('error', () => resolve(-1))
    child.once('close', (code) => told.end(() => resolve(code ?? -1)))
  })
}

/**
 * Two of its rules are not ours: a bad order is refused by its index within a 202 (contract §2), and a cursor is
 * opaque, so that no schema tells which one is right.
 */
const choices =
  `--max-time ${SECONDS} --max-response-time 5 --request-timeout 10 --continue-on-failure --no-color
  --generation-database none --exclude-checks negative_data_rejection,positive_data_acceptance`.split(/\s+/)

test(
  'whatever is made of its own description, the API answers as that says, and is never broken',
  async ({ skip }) => {
    if (!(await installed()))
      skip(`schemathesis ${VERSION} could not be installed with python3 and pip: ${logFile}`)
    await fillShop()
    const env = { SECRET, SCHEMATHESIS_HOOKS: 'schemathesis_hooks', PYTHONPATH: `${folder}:${here}` }
    const words = ['-m', 'schemathesis.cli', 'run', `${base}/api/v1/openapi.json`, ...choices]
    const code = await python(words, env)
    expect(errors).toEqual([])
    expect(code, readFileSync(logFile, 'utf8').slice(-6_000)).toBe(0)
    expect(await shop.levelsThatDiffer()).toEqual([])
  },
  INSTALL_MS + SECONDS * 3_000,
)
