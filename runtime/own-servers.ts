import type { OwnServer } from '../activities/outbox/addresses.ts'
import type { Surroundings } from './surroundings.ts'

/** The servers that the program stands on: nothing is sent there, whatever somebody sets. */
export function ownServers({
  databaseUrl,
  temporal,
}: Pick<Surroundings, 'databaseUrl' | 'temporal'>): OwnServer[] {
  const database = new URL(databaseUrl)
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(temporal.address) ?? []
  return [
    { host: database.hostname, port: Number(database.port || 5432) },
    { host, port: Number(port) },
  ]
}
