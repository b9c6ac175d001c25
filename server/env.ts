import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import type { Sql } from '../db/client.ts'
import type { ShelfLabel } from '../domain/shelf-label.ts'
import type { Role } from '../domain/status.ts'
import type { SecretOpener } from '../intake/directory.ts'
import type { NoticeAccount, NoticeReader } from '../intake/provider-notice.ts'
import type { Engine } from '../intake/tell-workflow.ts'
import type { TestOutcome } from '../views/settings/mail.ts'
import type { AccountTried } from '../views/settings/payments.ts'
import type { Words } from '../views/words.ts'
import type { SecretSealer } from './settings/sources.ts'

/** What the web server stands on. */
export interface WebDeps {
  sql: Sql
  engine: Engine
  /** The home's key, 32 bytes: sessions are signed and sources' secrets opened with keys derived from it. */
  key: Buffer
  secrets: SecretOpener & SecretSealer
  /** For the sign-in's own small pool. */
  databaseUrl: string
  /** KICKSTAND_URL, the address behind a proxy. */
  publicUrl: string | undefined
  /** Where the outside reaches us, without a slash at its end. */
  address: () => string
  log: Logger
  /** Draws the label of an order's goods as a PDF. */
  drawLabel: (label: ShelfLabel) => Promise<Buffer>
  /** Gives a letter to the shop's mail server at once, to see whether it is taken. */
  sendTestLetter: (letter: { to: string; subject: string; text: string }) => Promise<TestOutcome>
  /** Reads what a payment provider sends by itself. */
  readNotice: NoticeReader
  /** Asks a payment provider whose the account's key is. @throws where it can't be asked */
  tryPaymentAccount: (account: NoticeAccount) => Promise<AccountTried>
  /** Where the process keeps its figures; one of its own where there is none. */
  registry?: Registry
  /** METRICS_TOKEN: without it the figures are told on this machine alone. */
  metricsToken?: string | undefined
}

export interface SignedIn {
  id: string
  name: string
  email: string
  role: Role
  sessionId: string
  /** An owner asks for a second factor of this role, and there is none. */
  needsSecondFactor?: boolean
  /** The sample shop is here still: every page says so. */
  hasSample: boolean
  /** The last check of the books found something: owners see it on every page. */
  booksDiffer?: boolean
  /** How much needs an engineer; 0 for those whose business it is not. */
  stuck?: number
}

/** What each request carries along. */
export interface AppEnv {
  Variables: {
    requestId: string
    /** Up to where this process had heard of changes as the request came. */
    since?: string
    words: Words
    user: SignedIn
  }
}
