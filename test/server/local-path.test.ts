import { expect, test } from 'vitest'
import { localPath } from '../../server/sign-in/local-path.ts'

test.each([
  ['/orders/northshore/NS-1?done=a', '/orders/northshore/NS-1?done=a'],
  ['/orders?q=a%20b', '/orders?q=a%20b'],
  ['https://elsewhere.example/', undefined],
  ['//elsewhere.example/', undefined],
  ['/\\elsewhere.example/', undefined],
  ['/\t/elsewhere.example/', undefined],
  ['/.//elsewhere.example', undefined],
  ['/a/..//elsewhere.example', undefined],
  ['/%2e//elsewhere.example', undefined],
  ['/./\\elsewhere.example', undefined],
  ['javascript:alert(1)', undefined],
  ['orders', undefined],
  ['', undefined],
  [undefined, undefined],
])('After the sign-in a link to %s leads to %s', (next, place) => {
  expect(localPath(next)).toBe(place)
})
