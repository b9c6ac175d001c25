import { existsSync, linkSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CommandError } from '../command-error.ts'
import type { Config } from '../config.ts'
import { freeName } from '../free-name.ts'
import { homeKey } from '../secret-box.ts'
import { type Beginning, markOfKey } from './manifest.ts'

/** Whether the secrets can be opened now: by the key that is here, by the backup's own, or not. */
export type KeyTold = 'same' | 'here' | 'restored' | 'missing' | 'other'

export interface RestoredKey {
  told: KeyTold
  /** Once every row is there. A former key stays beside it. */
  takeItsPlace(): void
  /** Where nothing came of the restore. */
  forget(): void
}

const stays = (told: KeyTold): RestoredKey => ({ told, takeItsPlace() {}, forget() {} })

/**
 * Lays the backup's key ready. One that is set by hand stays.
 * @param wasEmptied by this restore: the home's key has sealed nothing
 * @throws CommandError where the home has another key, which a shop elsewhere may need: nothing is changed
 */
export function layKeyReady(
  config: Pick<Config, 'key'>,
  home: string,
  { keyMark }: Pick<Beginning, 'keyMark'>,
  { ownKey, wasEmptied }: { ownKey: Buffer | null; wasEmptied: boolean },
): RestoredKey {
  const file = join(home, 'key')
  if (config.key) return stays(markOfKey(config.key) === keyMark ? 'same' : 'other')
  if (existsSync(file)) {
    if (markOfKey(homeKey(config, home)) === keyMark) return stays('here')
    if (!wasEmptied)
      throw new CommandError(
        `${file} is another key than the backup's, and a shop may need it: name a new home by KICKSTAND_HOME, or move that key away`,
      )
  }
  if (!ownKey) return stays('missing')
  const part = join(home, 'key.restored')
  rmSync(part, { force: true })
  writeFileSync(part, ownKey, { mode: 0o600, flag: 'wx', flush: true })
  return {
    told: 'restored',
    takeItsPlace() {
      if (existsSync(file)) linkSync(file, freeName(`${file}.before-restore`))
      renameSync(part, file)
    },
    forget: () => rmSync(part, { force: true }),
  }
}
