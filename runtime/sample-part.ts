import { connect } from '../db/client.ts'
import { loadSample } from '../sample/load.ts'
import { playSample } from '../sample/play.ts'
import { endLeftWorkflows } from '../sample/workflows-left.ts'
import { openEngine } from './engine.ts'
import type { Scope } from './scope.ts'
import { homeKey, secretBox } from './secret-box.ts'
import type { Surroundings } from './surroundings.ts'

/** Loads the sample shop into a new home; its orders then come by themselves, while people look on. */
export async function openSamplePart(
  surroundings: Surroundings,
  deskUrl: string,
  scope: Scope,
): Promise<void> {
  const { databaseUrl, temporal, config, home, log } = surroundings
  const sql = connect(databaseUrl, { max: 2, name: 'kickstand-sample' })
  scope.onClose(() => sql.end({ timeout: 5 }))
  const secrets = secretBox(homeKey(config, home))
  if (await loadSample(sql, secrets)) log.info({}, 'the sample shop was loaded')
  const engine = openEngine(temporal, log)
  scope.onClose(() => engine.close())
  const playing = endLeftWorkflows(sql, engine)
    .then(() => playSample({ sql, engine, secrets, deskUrl, log }, scope.signal))
    .catch((error: unknown) => log.error({ err: error }, 'the sample shop has stopped'))
  scope.onClose(() => playing)
}
