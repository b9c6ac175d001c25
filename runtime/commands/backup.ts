import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Command } from 'commander'
import { writeBackup } from '../backup/write.ts'
import { homeKey } from '../secret-box.ts'
import { withDatabase } from './context.ts'
import { type Progress, showProgress } from './progress.ts'

export function backupCommand(): Command {
  return new Command('backup')
    .description('write all that the shop knows into one file, while it runs or not; Temporal is not needed')
    .argument('<file>', 'a new file, best on another disk')
    .option('--with-key', 'with the key that opens the sources’ secrets: whoever has the file has them, too')
    .action((file: string, { withKey = false }: { withKey?: boolean }) => backup(resolve(file), withKey))
}

async function backup(file: string, withKey: boolean): Promise<void> {
  await withDatabase(async ({ sql, config, home, signal }) => {
    let progress: Progress | undefined
    const version = await ownVersion()
    try {
      const { rows, bytes } = await writeBackup({
        sql,
        file,
        version,
        key: homeKey(config, home),
        withKey,
        onStart: (all) => {
          progress = showProgress(all)
        },
        onRead: (read) => progress?.advance(read),
        signal,
      })
      progress?.end()
      process.stdout.write(`${file}: ${rows} rows, ${inWords(bytes)}\n${aboutKey(withKey)}\n`)
    } finally {
      progress?.end()
    }
  })
}

const aboutKey = (withKey: boolean) =>
  withKey
    ? 'It holds the key of the sources’ secrets: keep it as safe as the shop itself.'
    : 'The key of the sources’ secrets is not in it: keep the home’s `key` (or KICKSTAND_KEY) elsewhere.'

function inWords(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}

async function ownVersion(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
