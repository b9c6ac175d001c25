import type { Sql } from '../../db/client.ts'
import type { Directory, SecretOpener } from '../../intake/directory.ts'
import type { SourceDiary } from '../../intake/source-diary.ts'

export interface ApiLog {
  error(details: object, message: string): void
}

export interface ApiDeps {
  sql: Sql
  /** Opens the sources' secrets. */
  secrets: SecretOpener
  /** Where the outside reaches us, without a slash at its end. */
  publicUrl: () => string
  log: ApiLog
  /** The time by which signatures and secrets end; the machine's. */
  clock?: () => Date
}

/** What every signed route has. */
export interface SignedEnv {
  Variables: {
    source: string
    webhookId: string
    body: Buffer
  }
}

export interface RouteDeps {
  sql: Sql
  directory: Directory
  diary: SourceDiary
  /** Rings for whoever starts workflows. */
  tellOfWork: () => void
}
