import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate, migrationsFolder, type Queryable } from '../../db/client.ts'
import { CommandError } from '../command-error.ts'

interface Journal {
  entries: { tag: string }[]
}

const journal = () =>
  JSON.parse(readFileSync(join(migrationsFolder, 'meta', '_journal.json'), 'utf8')) as Journal

/** The last change of the schema that a database has, and how many there were. */
export async function schemaOf(sql: Queryable): Promise<{ tag: string; count: number }> {
  const [row] = await sql<{ count: number }[]>`select count(*)::int from drizzle.__drizzle_migrations`
  const count = row?.count ?? 0
  const tag = journal().entries[count - 1]?.tag
  if (tag === undefined)
    throw new CommandError('The database is of a newer Kickstand than this one: update first')
  return { tag, count }
}

/**
 * Makes the schema as it was after so many changes, in an empty database.
 * @throws CommandError where this Kickstand does not know them
 */
export async function makeSchema(url: string, { tag, count }: { tag: string; count: number }): Promise<void> {
  const { entries, ...rest } = journal()
  if (count > entries.length) {
    throw new CommandError(
      `The backup was made by a newer Kickstand (its schema is ${tag}, the last one known here ${entries.at(-1)?.tag}): update first`,
    )
  }
  const known = entries.slice(0, count)
  if (known.at(-1)?.tag !== tag) {
    throw new CommandError(`The backup's schema ${tag} is none that Kickstand ever had`)
  }
  const folder = mkdtempSync(join(tmpdir(), 'kickstand-schema-'))
  try {
    mkdirSync(join(folder, 'meta'))
    writeFileSync(join(folder, 'meta', '_journal.json'), JSON.stringify({ ...rest, entries: known }))
    for (const entry of known)
      copyFileSync(join(migrationsFolder, `${entry.tag}.sql`), join(folder, `${entry.tag}.sql`))
    await migrate(url, folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
