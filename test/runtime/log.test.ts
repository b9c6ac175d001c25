import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { openLog } from '../../runtime/log.ts'

const home = mkdtempSync(join(tmpdir(), 'kickstand-log-'))
afterEach(() => rmSync(home, { recursive: true, force: true }))

describe('the log', () => {
  it('is a line of JSON for each thing, with the order’s number and without what a database says of people', () => {
    const log = openLog({ home, logLevel: 'info', logTo: undefined })
    const error = Object.assign(new Error('duplicate key'), {
      code: '23505',
      detail: 'Key (email)=(kim@example.com) already exists.',
    })
    log.warn({ err: error, source: 'webshop', order: 'NS-1' }, 'not taken')
    log.debug({}, 'not asked for')
    const lines = readFileSync(join(home, 'log', 'kickstand.log'), 'utf8')
      .trimEnd()
      .split('\n')
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 40,
      msg: 'not taken',
      source: 'webshop',
      order: 'NS-1',
      err: { message: 'duplicate key', code: '23505' },
    })
    expect(lines[0]).not.toContain('kim@example.com')
  })

  it.runIf(process.platform === 'linux')('ends no program when the disk is full', () => {
    const full = join(home, 'full')
    mkdirSync(join(full, 'log'), { recursive: true })
    symlinkSync('/dev/full', join(full, 'log', 'kickstand.log'))
    const log = openLog({ home: full, logLevel: 'info', logTo: undefined })
    for (let line = 0; line < 3; line++) expect(() => log.info('nobody will read this')).not.toThrow()
  })
})
