import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CommandError } from '../../runtime/command-error.ts'
import { readConfig } from '../../runtime/config.ts'

describe('settings', () => {
  it('leave a shop that sets nothing on port 3000 of loopback, with its data in .kickstand', () => {
    const config = readConfig({})
    expect(config).toMatchObject({ port: 3000, host: 'localhost', home: resolve('.kickstand') })
    expect(config.databaseUrl).toBeUndefined()
    expect(config.temporal).toBeUndefined()
  })

  it('count as absent when they are empty', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: '', TEMPORAL_ADDRESS: '' })).toEqual(readConfig({}))
  })

  it.each([
    [{ PORT: '80x' }, 'PORT must be a whole number from 0 (any free port) to 65535, not "80x"'],
    [{ PORT: '65536' }, 'PORT must be a whole number from 0 (any free port) to 65535, not "65536"'],
    [{ PORT: '-1' }, 'PORT must be a whole number from 0 (any free port) to 65535, not "-1"'],
    [{ HOST: 'shop.local' }, 'HOST must be "localhost" or an IP address, not "shop.local"'],
    [{ KICKSTAND_SAMPLE: 'big' }, 'KICKSTAND_SAMPLE must be "none" or left out, not "big"'],
    [
      { KICKSTAND_URL: 'ftp://x' },
      'KICKSTAND_URL must be an address that starts with http:// or https://, not "ftp://x"',
    ],
    [{ KICKSTAND_KEY: 'c2hvcnQ=' }, 'KICKSTAND_KEY must be 32 bytes in base64'],
    [
      { DATABASE_URL: 'mysql://root:secret@db' },
      'DATABASE_URL must be an address that starts with postgres:// or postgresql://',
    ],
    [
      { LOG_LEVEL: 'loud' },
      'LOG_LEVEL must be "trace", "debug", "info", "warn", "error" or "fatal", not "loud"',
    ],
    [
      { KICKSTAND_OWNER_EMAIL: 'kim', KICKSTAND_OWNER_PASSWORD: 'long enough' },
      'KICKSTAND_OWNER_EMAIL must be an e-mail address, not "kim"',
    ],
    [
      { KICKSTAND_OWNER_EMAIL: 'kim@shop.example' },
      'KICKSTAND_OWNER_PASSWORD must be set together with KICKSTAND_OWNER_EMAIL',
    ],
    [
      { KICKSTAND_OWNER_PASSWORD: 'long enough' },
      'KICKSTAND_OWNER_EMAIL must be set together with KICKSTAND_OWNER_PASSWORD',
    ],
    [{ TEMPORAL_ADDRESS: 'temporal' }, 'TEMPORAL_ADDRESS must be host:port, not "temporal"'],
  ])('that are wrong stop the start with one line: %o', (environment, line) => {
    expect(() => readConfig(environment)).toThrow(new CommandError(line))
  })

  it('of Temporal are its own standard ones', () => {
    const { temporal } = readConfig({
      TEMPORAL_ADDRESS: 'shop.tmprl.cloud:7233',
      TEMPORAL_NAMESPACE: 'shop',
      TEMPORAL_API_KEY: 'key',
    })
    expect(temporal).toMatchObject({ address: 'shop.tmprl.cloud:7233', namespace: 'shop' })
    expect(temporal?.connection).toMatchObject({ apiKey: 'key', tls: true })
  })
})
