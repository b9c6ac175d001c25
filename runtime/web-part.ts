import { Hono } from 'hono'
import { connect } from '../db/client.ts'
import { openEngine } from './engine.ts'
import type { Scope } from './scope.ts'
import { homeSecretBox } from './secret-box.ts'
import type { Surroundings } from './start.ts'
import { startWeb } from './web.ts'

const webPoolSize = 10

/** The web server, with a pool of its own, so that a busy worker never keeps a page waiting. @returns its address. */
export async function openWebPart(surroundings: Surroundings, scope: Scope): Promise<string> {
  const { databaseUrl, temporal, config, home, log } = surroundings
  const sql = connect(databaseUrl, { max: webPoolSize, name: 'kickstand-web' })
  scope.onClose(() => sql.end({ timeout: 5 }))
  const engine = openEngine(temporal, log)
  scope.onClose(() => engine.close())
  const secrets = homeSecretBox(config, home)
  void secrets
  const app = new Hono()
  const web = await startWeb(app, config)
  scope.onClose(() => web.stop())
  return web.url
}
