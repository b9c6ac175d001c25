import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** OWASP's setting for scrypt; half a second and 128 MiB each, which is why the caller limits how many run at once. */
const COST = { N: 2 ** 17, r: 8, p: 1 }
const KEY_BYTES = 32

export const PASSWORD_MIN = 8
export const PASSWORD_MAX = 128

export const isPassword = (text: string) => text.length >= PASSWORD_MIN && text.length <= PASSWORD_MAX

/** `scrypt:N:r:p:salt:key`, so that a stronger setting can come without a reset. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await derive(password, salt, COST)
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64'), key.toString('base64')].join(':')
}

/** False also where the hash is none of ours. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const [kind, n, r, p, salt = '', key = ''] = hash.split(':')
  if (kind !== 'scrypt') return false
  const expected = Buffer.from(key, 'base64')
  const derived = await derive(password, Buffer.from(salt, 'base64'), {
    N: Number(n),
    r: Number(r),
    p: Number(p),
  })
  return expected.length === derived.length && timingSafeEqual(expected, derived)
}

function derive(password: string, salt: Buffer, cost: typeof COST): Promise<Buffer> {
  const options = { ...cost, maxmem: 256 * cost.N * cost.r }
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, options, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
}
