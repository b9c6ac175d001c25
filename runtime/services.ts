import type { Config, TemporalSettings } from './config.ts'
import { readPorts, writePorts } from './home.ts'
import { startPostgres } from './postgres/server.ts'
import type { ServiceStart, Services } from './surroundings.ts'
import { embeddedNamespace, startTemporal } from './temporal/server.ts'

type Running = { stop(): Promise<void> }

/** The database and Temporal of the configuration; the embedded ones are started, at the same time. */
export async function startServices(
  config: Config,
  { home, log, signal, say }: Omit<ServiceStart, 'preferredPort'> & { say(line: string): void },
): Promise<Services> {
  const ports = readPorts(home)
  const starting = await Promise.allSettled([
    config.databaseUrl ? external : startPostgres({ home, log, signal, preferredPort: ports.postgres }),
    config.temporal
      ? external
      : startTemporal({
          home,
          log,
          signal,
          preferredPort: ports.temporal,
          programPath: config.temporalCliPath,
          say,
        }),
  ])
  const [postgres, temporal] = await bothOrNone(starting)
  writePorts(home, {
    postgres: 'port' in postgres ? postgres.port : ports.postgres,
    temporal: 'port' in temporal ? temporal.port : ports.temporal,
  })
  return {
    databaseUrl: 'url' in postgres ? postgres.url : (config.databaseUrl ?? ''),
    temporal: 'address' in temporal ? embedded(temporal.address) : (config.temporal ?? embedded('')),
    async stop() {
      await temporal.stop()
      await postgres.stop()
    },
  }
}

const external: Running = { stop: async () => undefined }

async function bothOrNone<P extends Running, T extends Running>([postgres, temporal]: [
  PromiseSettledResult<P>,
  PromiseSettledResult<T>,
]): Promise<[P, T]> {
  if (postgres.status === 'fulfilled' && temporal.status === 'fulfilled')
    return [postgres.value, temporal.value]
  if (postgres.status === 'fulfilled') await postgres.value.stop()
  if (temporal.status === 'fulfilled') await temporal.value.stop()
  throw postgres.status === 'rejected' ? postgres.reason : (temporal as PromiseRejectedResult).reason
}

/** How the embedded server at the address is reached. */
export function embedded(address: string, namespace: string = embeddedNamespace): TemporalSettings {
  return { address, namespace, connection: { address, tls: false } }
}
