import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker'
import type { Log } from './log.ts'

/**
 * Sends the SDK's log to ours, and leaves signals to us: by default the SDK would shut workers down by itself.
 * @param figuresAt host:port where it tells its own figures; absent: nowhere
 */
export function installSdkRuntime(log: Log, figuresAt?: string): void {
  const sdkLog = log.child({ from: 'temporal' })
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
      if (level === 'ERROR') sdkLog.error({ ...meta }, message)
      else sdkLog.warn({ ...meta }, message)
    }),
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }), forward: {} },
      ...(figuresAt && { metrics: { prometheus: { bindAddress: figuresAt } } }),
    },
  })
}
