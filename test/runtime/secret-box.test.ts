import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { homeKey, secretBox } from '../../runtime/secret-box.ts'

describe('a source’s secret', () => {
  it('comes back as it was sealed, and is sealed differently each time', () => {
    const box = secretBox(randomBytes(32))
    const [first, second] = [box.seal('whsec_abc'), box.seal('whsec_abc')]
    expect(first).not.toBe(second)
    expect([box.open(first), box.open(second)]).toEqual(['whsec_abc', 'whsec_abc'])
  })

  it('does not open with another key, nor when it was changed', () => {
    const box = secretBox(randomBytes(32))
    const sealed = box.seal('whsec_abc')
    const changed = sealed.slice(0, -2) + (sealed.endsWith('AA') ? 'BB' : 'AA')
    expect(() => secretBox(randomBytes(32)).open(sealed)).toThrow()
    expect(() => box.open(changed)).toThrow()
  })

  it('opens after a restart with the key that the home made, which only its owner reads', () => {
    const home = mkdtempSync(join(tmpdir(), 'kickstand-key-'))
    onTestFinished(() => rmSync(home, { recursive: true }))
    const sealed = secretBox(homeKey({ key: undefined }, home)).seal('whsec_abc')
    expect(secretBox(homeKey({ key: undefined }, home)).open(sealed)).toBe('whsec_abc')
    expect(statSync(join(home, 'key')).mode & 0o777).toBe(0o600)
  })
})
