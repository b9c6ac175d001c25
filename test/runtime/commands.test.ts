import { afterEach, expect, it, vi } from 'vitest'
import { CommandError } from '../../runtime/command-error.ts'
import { sourceCommand } from '../../runtime/commands/source.ts'
import { storeCommand } from '../../runtime/commands/store.ts'

const commands = { store: storeCommand, source: sourceCommand }
const store = ['add', 'main', '--name', 'Main Street', '--timezone', 'Europe/Amsterdam', '--currency', 'EUR']
const source = ['add', 'web', '--kind', 'integrator', '--primary-store', 'main']

afterEach(() => vi.unstubAllEnvs())

it.each<[keyof typeof commands, string[], string]>([
  ['store', [...store, '--hours', ' '], '--hours must look like "Mon-Fri 09:00-18:00'],
  ['store', store.with(5, 'Mars/Olympus'), '--timezone must be an IANA time zone, not "Mars/Olympus"'],
  ['store', store.with(7, 'EURO'), '--currency must be ISO 4217, not "EURO"'],
  [
    'source',
    [...source, '--secret', 'whsec_c2hvcnQ='],
    '--secret must be whsec_ and base64 of 24 to 64 bytes',
  ],
  [
    'source',
    [...source, '--callback-url', 'shop.example'],
    '--callback-url must start with http:// or https://',
  ],
  ['source', [...source, '--order-url', 'https://shop.example/orders'], '--order-url must start with'],
  ['source', source.with(1, 'my shop'), 'ID must be 1 to 64 of A–Z a–z 0–9 . _ -'],
])('%s %j is refused with one line, before any database is looked for', async (command, words, line) => {
  vi.stubEnv('DATABASE_URL', 'nowhere')
  const refused: unknown = await commands[command]()
    .parseAsync(words, { from: 'user' })
    .catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(CommandError)
  expect(String(refused)).toContain(line)
  expect(String(refused)).not.toContain('\n')
})
