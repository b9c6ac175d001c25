import { Gauge, Registry } from 'prom-client'
import type { WebDeps } from '../env.ts'
import { measureRequests } from './requests.ts'
import { figureRoutes } from './routes.ts'
import { registerShopFigures } from './shop-figures.ts'

/** What this process tells whoever watches it: its requests and open pages, and how the shop stands. */
export function createFigures(
  { sql, log, registry = new Registry(), metricsToken }: WebDeps,
  openPages: () => number,
) {
  new Gauge({
    name: 'kickstand_live_streams',
    help: 'Pages that are open and hear of changes',
    registers: [registry],
    collect() {
      this.set(openPages())
    },
  })
  const refresh = registerShopFigures(registry, sql, log)
  return { measure: measureRequests(registry, log), routes: figureRoutes(registry, refresh, metricsToken) }
}
