import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { existsSync, linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CommandError } from './command-error.ts'
import type { Config } from './config.ts'

/** Seals the sources' secrets, so that a copy of the database alone signs nothing. */
export type SecretBox = {
  seal(secret: string): string
  /** @throws when it was sealed with another key, or changed since */
  open(sealed: string): string
}

const version = 'v1'
const nonceBytes = 12
const tagBytes = 16

/** AES-256-GCM; sealed secrets are `v1.` and base64url of nonce, tag and text. */
export function secretBox(key: Buffer): SecretBox {
  return {
    seal(secret) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
      return `${version}.${Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url')}`
    },
    open(sealed) {
      const [sealedVersion, data = ''] = sealed.split('.')
      if (sealedVersion !== version) throw new Error('A sealed secret of an unknown version')
      const bytes = Buffer.from(data, 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), {
        authTagLength: tagBytes,
      })
      decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
      return (
        decipher.update(bytes.subarray(nonceBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8')
      )
    },
  }
}

/** The key that is to be the home's: while it is there, nobody knows which of both what is sealed opens with. */
export const nextKeyOf = (realHome: string) => join(realHome, 'key.next')

/**
 * KICKSTAND_KEY, or the 32 bytes that the home makes once.
 * @throws CommandError where a change of the key was interrupted: what is sealed may open with the next one alone
 */
export function homeKey(config: Pick<Config, 'key'>, realHome: string): Buffer {
  if (config.key) return config.key
  if (existsSync(nextKeyOf(realHome))) {
    throw new CommandError(
      `A change of the key was interrupted (key.next is in ${realHome}): run "kickstand key rotate" once more first`,
    )
  }
  return formerKey(realHome)
}

/** The home's key, while it is being changed, too. */
export function formerKey(realHome: string): Buffer {
  const file = join(realHome, 'key')
  if (!existsSync(file)) makeKey(file)
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64')
  if (key.length !== 32) throw new CommandError(`${file} must hold 32 bytes in base64`)
  return key
}

/** Two processes may come here at once: the first one's key stands, and nobody reads half a key. */
function makeKey(file: string) {
  const part = `${file}.${process.pid}.part`
  writeFileSync(part, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600 })
  try {
    linkSync(part, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    unlinkSync(part)
  }
}
