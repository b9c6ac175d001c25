import type { SMTPServerOptions } from 'smtp-server'
import { afterAll } from 'vitest'
import { startMailServer } from './smtp.ts'

export * from './smtp.ts'

/** A mail server for the tests of one file. */
export async function openMailServer(options: SMTPServerOptions = {}) {
  const server = await startMailServer(options)
  afterAll(() => server.close())
  return server
}
