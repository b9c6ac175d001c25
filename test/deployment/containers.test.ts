import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readConfig, settingNames } from '../../runtime/config.ts'

interface Service {
  image: string
  command?: string[]
  restart?: string
  environment?: Record<string, string>
  ports?: string[]
  healthcheck?: { test: string[] }
  depends_on?: Record<string, { condition: string }>
  stop_grace_period?: string
}

const fileOf = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')
const { services, volumes, configs } = parse(fileOf('docker-compose.yml'), { merge: true }) as {
  services: Record<string, Service>
  volumes: Record<string, unknown>
  configs: Record<string, unknown>
}
/** The Dockerfile's lines as instructions, those that go on put together. */
const instructions = fileOf('Dockerfile')
  .replace(/\\\n/g, ' ')
  .split('\n')
  .filter((line) => line.trim() !== '' && !line.startsWith('#'))
  .map((line) => ({ word: line.split(' ')[0] ?? '', rest: line.slice(line.indexOf(' ') + 1) }))
const all = (word: string) => instructions.filter((one) => one.word === word).map(({ rest }) => rest)
const last = (word: string) => all(word).at(-1)

/** A tag that names one release, and stays what it is. */
const PINNED = /^[a-z0-9./-]+:\d+\.\d+(\.\d+)?(-[a-z-]+)?$/
const ours = ['web', 'worker'] as const

/** What compose puts in place of `${NAME:?why}` and `${NAME:-default}`. */
const examples: Record<string, string> = {
  POSTGRES_PASSWORD: 'lettersanddigits',
  KICKSTAND_KEY: Buffer.alloc(32, 1).toString('base64'),
  KICKSTAND_URL: 'https://desk.shop.example',
  KICKSTAND_OWNER_EMAIL: 'anna@shop.example',
  KICKSTAND_OWNER_PASSWORD: 'counter top 1',
  METRICS_TOKEN: 'sixteen letters or more',
}
const filled = (text: string) =>
  text.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name, kind, rest) =>
    kind === '-' ? rest : (examples[name] ?? `no example for ${name}`),
  )
const settingsOf = (name: string) =>
  Object.fromEntries(
    Object.entries(services[name]?.environment ?? {}).map(([key, value]) => [key, filled(value)]),
  )

describe('the composed containers', () => {
  it('are PostgreSQL, Temporal with its schema, namespace and pages, a worker and a web server', () => {
    expect(Object.keys(services).sort()).toEqual(
      [
        'postgres',
        'temporal',
        'temporal-namespace',
        'temporal-schema',
        'temporal-ui',
        'web',
        'worker',
      ].sort(),
    )
    expect(Object.keys(volumes)).toEqual(['postgres'])
    expect(Object.keys(configs)).toEqual(['temporal'])
  })

  it('come from images of one release each', () => {
    for (const { image } of Object.values(services)) expect(image).toMatch(PINNED)
    for (const image of all('FROM')) expect(image.split(' AS ')[0]).toMatch(PINNED)
  })

  it.each(ours)(
    'start %s by a command that there is, with settings that the program knows and takes',
    (name) => {
      const command = services[name]?.command ?? []
      const help = spawnSync(process.execPath, ['--import', 'tsx', 'runtime/main.ts', ...command, '--help'])
      // Of a command that there is not, it would be the whole program's help.
      expect(String(help.stdout)).toContain(`Usage: kickstand ${name} `)
      const settings = settingsOf(name)
      const unknown = Object.keys(settings).filter(
        (key) => !settingNames.includes(key) && !key.startsWith('TEMPORAL_'),
      )
      expect(unknown).toEqual([])
      const { databaseUrl, temporal, key, host, metricsPort, port } = readConfig(settings)
      expect(new URL(databaseUrl ?? '').hostname).toBe('postgres')
      expect(temporal).toMatchObject({ address: 'temporal:7233', namespace: 'kickstand' })
      expect([key?.length, host]).toEqual([32, '0.0.0.0'])
      const asked = name === 'web' ? port : metricsPort
      expect(services[name]?.healthcheck?.test.join(' ')).toContain(`127.0.0.1:${asked}/health/`)
    },
  )

  it('keep every secret in the environment', () => {
    for (const [name, { environment = {} }] of Object.entries(services)) {
      for (const [key, value] of Object.entries(environment)) {
        const isSecret = /PASSWORD|PWD|KEY|TOKEN|DATABASE_URL/.test(key)
        if (isSecret) expect(`${name} ${key} ${value}`).toMatch(/\$\{\w+:\?/)
      }
    }
  })

  it('wait for each other, come back by themselves, and are looked after', () => {
    for (const [name, service] of Object.entries(services)) {
      expect(`${name} ${service.restart}`).toMatch(/unless-stopped|on-failure/)
      for (const other of Object.keys(service.depends_on ?? {}))
        expect(Object.keys(services)).toContain(other)
    }
    for (const name of [...ours, 'postgres', 'temporal']) expect(services[name]).toHaveProperty('healthcheck')
    for (const name of ours) expect(services[name]?.stop_grace_period).toBe('30s')
  })

  it('open nothing to the network by themselves', () => {
    const ports = Object.values(services).flatMap(({ ports = [] }) => ports)
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([])
  })
})

describe('the image', () => {
  it('runs node itself, not as root, and stops by SIGTERM', () => {
    expect(last('USER')).toBe('node')
    expect(JSON.parse(last('ENTRYPOINT') ?? '')).toEqual(['node', '--import', 'tsx', 'runtime/main.ts'])
    expect(last('STOPSIGNAL')).toBe('SIGTERM')
  })

  it('has a node and a C library that the program runs on', () => {
    const { engines } = JSON.parse(fileOf('package.json')) as { engines: { node: string } }
    const [, least = ''] = /^>=(\d+\.\d+)$/.exec(engines.node) ?? []
    const bases = all('FROM').map((from) => /^node:(\d+)\.(\d+)\.\d+-bookworm-slim/.exec(from))
    expect(bases).toHaveLength(2)
    for (const base of bases) {
      const [major, minor] = [Number(base?.[1]), Number(base?.[2])]
      const [leastMajor = 0, leastMinor = 0] = least.split('.').map(Number)
      expect(major > leastMajor || (major === leastMajor && minor >= leastMinor)).toBe(true)
    }
  })

  it('sets only what the program knows', () => {
    const names = all('ENV').flatMap((line) => [...line.matchAll(/(\w+)=/g)].map((match) => match[1] ?? ''))
    expect(names.filter((name) => name !== 'NODE_ENV' && !settingNames.includes(name))).toEqual([])
  })

  it('leaves a home, its keys and its packages out of what is copied in', () => {
    const left = fileOf('.dockerignore').split('\n')
    expect(left).toEqual(expect.arrayContaining(['.kickstand', 'node_modules', '.git', '.env', 'test']))
  })
})
