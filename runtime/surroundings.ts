import type { Config, TemporalSettings } from './config.ts'
import type { Log } from './log.ts'

/** What an embedded server is started with. */
export type ServiceStart = {
  /** real path of the home */
  home: string
  log: Log
  /** aborted when the program is to stop while it still starts */
  signal: AbortSignal
  preferredPort: number | undefined
}

/** The database and Temporal that this program uses. */
export type Services = {
  databaseUrl: string
  temporal: TemporalSettings
  /** Temporal first: it has nothing to write once its clients are gone, PostgreSQL last. */
  stop(): Promise<void>
}

/** What a worker or a web server needs of the place it runs in. */
export type Surroundings = Pick<Services, 'databaseUrl' | 'temporal'> & {
  config: Config
  home: string
  log: Log
}
