import { type MailSecurity, mailSecurities } from './letters.ts'
import { isMailAddress } from './mail-address.ts'
import { type Fault, isPlainLine, type Read } from './set-up.ts'

/** What an owner sets of the mail server, as typed; '' is none. */
export interface MailForm {
  host: string
  port: string
  security: string
  username: string
  /** '': the one that is kept. */
  password: string
  fromAddress: string
}

export interface MailSettings {
  host: string
  port: number
  security: MailSecurity
  username: string | null
  fromAddress: string
}

export type MailFault = Fault<
  keyof MailForm,
  'host' | 'port' | 'security' | 'username' | 'password' | 'password_again' | 'from_address'
>

const USERNAME_MAX = 200
const PASSWORD_MAX = 500

/** A name or an address of a machine, without a port. */
const HOST = /^(?=.{1,253}$)(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)$/

/** The mail server as it stands, as far as its password depends on it. */
export type KnownMail = Pick<MailSettings, 'host' | 'port' | 'username'> & { hasPassword: boolean }

/**
 * The password that is kept is told to nobody else: where server or name are others, it has to be typed again.
 * @param known null: none is set up yet
 */
export function readMailSettings(form: MailForm, known: KnownMail | null): Read<MailSettings, MailFault> {
  const [host, username, fromAddress] = [form.host.trim(), form.username.trim(), form.fromAddress.trim()]
  const port = /^\d{1,5}$/.test(form.port.trim()) ? Number(form.port) : 0
  const security = mailSecurities.find((one) => one === form.security)
  const faults: MailFault[] = []
  if (!HOST.test(host)) faults.push({ field: 'host', code: 'host' })
  if (port < 1 || port > 65_535) faults.push({ field: 'port', code: 'port' })
  if (!security) faults.push({ field: 'security', code: 'security' })
  if (!isPlainLine(username, USERNAME_MAX)) faults.push({ field: 'username', code: 'username' })
  if (!isPlainLine(form.password, PASSWORD_MAX)) faults.push({ field: 'password', code: 'password' })
  if (!isMailAddress(fromAddress)) faults.push({ field: 'fromAddress', code: 'from_address' })
  if (username !== '' && form.password === '') {
    const isSame = known?.host === host && known.port === port && known.username === username
    if (!known?.hasPassword) faults.push({ field: 'password', code: 'password' })
    else if (!isSame) faults.push({ field: 'password', code: 'password_again' })
  }
  if (!security || faults.length > 0) return { ok: false, faults }
  return { ok: true, value: { host, port, security, username: username || null, fromAddress } }
}
