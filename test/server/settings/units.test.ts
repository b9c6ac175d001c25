import { describe, expect, test } from 'vitest'
import { differences } from '../../../domain/changes.ts'
import { readSourceSettings } from '../../../domain/source-settings.ts'
import { deviceOf } from '../../../views/settings/device.ts'

describe('A change', () => {
  test('holds what differs and nothing else, in whatever order the database gives it', () => {
    const before = { name: 'Main', hours: [{ day: 1, from: 540 }], address: null }
    expect(differences(before, { name: 'Main', hours: [{ from: 540, day: 1 }], address: null })).toBeNull()
    expect(differences(before, { ...before, name: 'High' })).toEqual({
      before: { name: 'Main' },
      after: { name: 'High' },
    })
  })
})

describe('An address of a website', () => {
  const faultOf = (orderUrl: string) => {
    const read = readSourceSettings({ callbackUrl: '', primaryStore: '', orderUrl })
    return read.ok ? null : read.faults.map(({ code }) => code)
  }

  test.each([
    ['https://shop.example/admin/{number}', null],
    ['http://192.168.0.4:8080/?order={number}', null],
    ['', null],
    ['https://shop.example/admin', ['order_address']],
    ['ftp://shop.example/{number}', ['web_address']],
    ['//shop.example/{number}', ['web_address']],
    ['https://anna@shop.example/{number}', ['credentials']],
    ['https://shop.example/\n{number}', ['web_address']],
  ])('%j: %j', (address, faults) => {
    expect(faultOf(address)).toEqual(faults)
  })
})

describe('A device', () => {
  test.each([
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140 Safari/537.36 Edg/140',
      'Edge',
      'Windows',
    ],
    [
      'Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604',
      'Safari',
      'iPad',
    ],
    [
      'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 SamsungBrowser/28 Chrome/130 Mobile Safari/537',
      'Samsung Internet',
      'Android',
    ],
    [
      'Mozilla/5.0 (X11; CrOS x86_64 14541) AppleWebKit/537.36 Chrome/140 Safari/537.36',
      'Chrome',
      'ChromeOS',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 15.0; rv:140.0) Gecko/20100101 Firefox/140.0',
      'Firefox',
      'macOS',
    ],
  ])('%s is %s on %s', (agent, browser, system) => {
    expect(deviceOf(agent)).toEqual({ browser, system })
  })

  test('that says nothing known is unknown', () => {
    expect([deviceOf(''), deviceOf('curl/8'), deviceOf('<script>')]).toEqual([null, null, null])
  })
})
