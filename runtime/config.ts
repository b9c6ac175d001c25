import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { loadClientConnectConfig } from '@temporalio/envconfig'
import { z } from 'zod'
import { CommandError } from './command-error.ts'

type Environment = Record<string, string | undefined>

export type TemporalSettings = {
  address: string
  namespace: string
  connection: ReturnType<typeof loadClientConnectConfig>['connectionOptions']
}

export type Config = Readonly<{
  /** 0: any free port */
  port: number
  /** `localhost` stands for all of loopback, else an IP address */
  host: string
  /** absolute path of the folder with all embedded data */
  home: string
  sample: 'none' | undefined
  /** the public address behind a proxy, without a slash at its end */
  publicUrl: string | undefined
  firstOwner: Readonly<{ email: string; password: string }> | undefined
  /** 32 bytes that seal the sources' secrets; otherwise the home makes its own */
  key: Buffer | undefined
  databaseUrl: string | undefined
  /** undefined: the embedded Temporal server */
  temporal: TemporalSettings | undefined
  temporalCliPath: string | undefined
  /** order workflows that a worker keeps in memory; the others are replayed when something happens to them */
  workflowCache: number
  /** where a worker tells its figures; web servers do so on their own port */
  metricsPort: number | undefined
  /** who asks for the figures from elsewhere than this machine has to name it */
  metricsToken: string | undefined
  logTo: 'stdout' | undefined
  logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal'
}>

const url = (protocols: string[]) => (value: string) =>
  URL.canParse(value) && protocols.includes(new URL(value).protocol)

const isKey = (value: string) =>
  /^[A-Za-z0-9+/]{43}=$/.test(value) && Buffer.from(value, 'base64').length === 32

const port = z
  .string()
  .refine((v) => /^\d{1,5}$/.test(v) && Number(v) <= 65_535, 'a whole number from 0 (any free port) to 65535')

const Settings = z.object({
  PORT: port.default('3000'),
  HOST: z
    .string()
    .refine((v) => v === 'localhost' || isIP(v) > 0, '"localhost" or an IP address')
    .default('localhost'),
  KICKSTAND_HOME: z.string().default('.kickstand'),
  KICKSTAND_SAMPLE: z.literal('none', '"none" or left out').optional(),
  KICKSTAND_URL: z
    .string()
    .refine(url(['http:', 'https:']), 'an address that starts with http:// or https://')
    .optional(),
  KICKSTAND_OWNER_EMAIL: z.email('an e-mail address').optional(),
  KICKSTAND_OWNER_PASSWORD: z
    .string()
    .min(8, 'at least 8 characters long')
    .max(128, 'at most 128 characters long')
    .optional(),
  KICKSTAND_KEY: z.string().refine(isKey, '32 bytes in base64').optional(),
  DATABASE_URL: z
    .string()
    .refine(url(['postgres:', 'postgresql:']), 'an address that starts with postgres:// or postgresql://')
    .optional(),
  TEMPORAL_CLI_PATH: z.string().optional(),
  WORKFLOW_CACHE: z
    .string()
    // With none the SDK drops local activities that are under way, and workflows fail of it (decision 0025).
    .refine((v) => /^\d{1,5}$/.test(v) && Number(v) >= 2, 'a whole number from 2 to 99999')
    .default('1000'),
  METRICS_PORT: port.optional(),
  METRICS_TOKEN: z.string().min(16, 'at least 16 characters long').optional(),
  LOG_TO: z.literal('stdout', '"stdout" or left out').optional(),
  LOG_LEVEL: z
    .enum(
      ['trace', 'debug', 'info', 'warn', 'error', 'fatal'],
      '"trace", "debug", "info", "warn", "error" or "fatal"',
    )
    .default('info'),
})

const secret = new Set(['KICKSTAND_OWNER_PASSWORD', 'KICKSTAND_KEY', 'DATABASE_URL', 'METRICS_TOKEN'])

/** Every variable that is read, beside Temporal's own. */
export const settingNames = Object.keys(Settings.shape)

/**
 * Reads every setting once. Empty variables count as absent.
 * @throws CommandError naming the first wrong variable and what it may be.
 */
export function readConfig(environment: Environment = process.env): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = Settings.safeParse(given)
  if (!parsed.success) throw wrongSetting(parsed.error.issues[0], given)
  const settings = parsed.data
  return Object.freeze({
    port: Number(settings.PORT),
    host: settings.HOST,
    home: resolve(settings.KICKSTAND_HOME),
    sample: settings.KICKSTAND_SAMPLE,
    publicUrl: settings.KICKSTAND_URL?.replace(/\/+$/, ''),
    firstOwner: firstOwner(settings.KICKSTAND_OWNER_EMAIL, settings.KICKSTAND_OWNER_PASSWORD),
    key: settings.KICKSTAND_KEY ? Buffer.from(settings.KICKSTAND_KEY, 'base64') : undefined,
    databaseUrl: settings.DATABASE_URL,
    temporal: temporalSettings(given),
    temporalCliPath: settings.TEMPORAL_CLI_PATH,
    workflowCache: Number(settings.WORKFLOW_CACHE),
    metricsPort: settings.METRICS_PORT === undefined ? undefined : Number(settings.METRICS_PORT),
    metricsToken: settings.METRICS_TOKEN,
    logTo: settings.LOG_TO,
    logLevel: settings.LOG_LEVEL,
  })
}

function wrongSetting(issue: z.core.$ZodIssue | undefined, given: Environment) {
  const name = String(issue?.path[0])
  const value = secret.has(name) ? '' : `, not ${JSON.stringify(given[name])}`
  return new CommandError(`${name} must be ${issue?.message}${value}`)
}

function firstOwner(email: string | undefined, password: string | undefined) {
  if (email && password) return Object.freeze({ email, password })
  if (email)
    throw new CommandError('KICKSTAND_OWNER_PASSWORD must be set together with KICKSTAND_OWNER_EMAIL')
  if (password)
    throw new CommandError('KICKSTAND_OWNER_EMAIL must be set together with KICKSTAND_OWNER_PASSWORD')
  return undefined
}

/** A developer's own Temporal profile on disk must not redirect a shop, so a file counts only when it is asked for. */
function temporalSettings(given: Environment): TemporalSettings | undefined {
  const usesFile = Boolean(given.TEMPORAL_PROFILE ?? given.TEMPORAL_CONFIG_FILE)
  if (!usesFile && !given.TEMPORAL_ADDRESS) return undefined
  const { connectionOptions, namespace } = loadTemporal(given, usesFile)
  const address = connectionOptions.address
  if (!address || !/^[^\s/]+:\d{1,5}$/.test(address)) {
    throw new CommandError(`TEMPORAL_ADDRESS must be host:port, not ${JSON.stringify(address ?? '')}`)
  }
  return { address, namespace: namespace ?? 'default', connection: connectionOptions }
}

function loadTemporal(given: Environment, usesFile: boolean) {
  const variables = Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined)
  try {
    return loadClientConnectConfig({ disableFile: !usesFile, overrideEnvVars: Object.fromEntries(variables) })
  } catch (error) {
    throw new CommandError(`TEMPORAL_* settings can't be read: ${(error as Error).message}`)
  }
}
