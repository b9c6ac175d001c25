import type { Sql } from '../../db/client.ts'
import type { Role } from '../../domain/status.ts'
import { emptyStoreForm } from '../../domain/store-settings.ts'
import { importCustomers } from '../../intake/import-customers.ts'
import { importProducts } from '../../intake/import-products.ts'
import { homeKey, secretBox } from '../../runtime/secret-box.ts'
import { commandLine } from '../../server/settings/changes.ts'
import { addPerson } from '../../server/settings/people.ts'
import { addSource } from '../../server/settings/sources.ts'
import { addStore } from '../../server/settings/stores.ts'
import { SECRET } from '../support/integrator.ts'

/**
 * What the commands `store add`, `source add`, `import` and `user add` do, without a process for each, which takes
 * seconds. The commands themselves are tested in runtime/commands.program.test.ts.
 */
interface Home {
  sql: Sql
  /** Where its key is. */
  home: string
}

/** A store in Los Angeles that sells in US dollars. */
export async function openStore({ sql }: Home, code: string, name: string): Promise<void> {
  const form = { ...emptyStoreForm, name, timeZone: 'America/Los_Angeles', currency: 'USD' }
  mustBeOk(await addStore(sql, commandLine, code, form))
}

/** A website that signs with `SECRET`. */
export async function connectWebsite({ sql, home }: Home, id: string, callbackUrl = ''): Promise<void> {
  const box = secretBox(homeKey({ key: undefined }, home))
  const orderUrl = 'https://northshore.example/admin/{number}'
  const form = { callbackUrl, orderUrl, primaryStore: '' }
  mustBeOk(await addSource(sql, box, commandLine, { id, kind: 'integrator', secret: SECRET, form }))
}

/** A CSV file with this text, all of whose rows must be taken. */
export async function importCsv(
  { sql }: Home,
  kind: 'products' | 'customers',
  text: string,
  /** Whose customers they are. */
  source: string,
): Promise<void> {
  const file = async function* () {
    yield Buffer.from(text)
  }
  const { refusals } =
    kind === 'products' ? await importProducts(sql, file) : await importCustomers(sql, source, file)
  if (refusals.rows > 0) throw new Error(`${kind} were refused: ${JSON.stringify(refusals.listed)}`)
}

/** @returns the token of the link by which the person sets a password. */
export async function hirePerson({ sql }: Home, email: string, role: Role, name: string): Promise<string> {
  const answer = await addPerson(sql, commandLine, { email, role, name })
  mustBeOk(answer)
  return answer.token
}

function mustBeOk<T extends { ok: boolean }>(answer: T): asserts answer is Extract<T, { ok: true }> {
  if (!answer.ok) throw new Error(`It was refused: ${JSON.stringify(answer)}`)
}
