import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stripeProvider } from '../../connectors/stripe/provider.ts'
import { freePort } from '../../runtime/ports.ts'

const NAME = 'stripe-mock'
const apiKey = 'sk_test_123'

/** Where Go puts what it installs; null: there is no Go. */
function goFolder(): string | null {
  try {
    return join(execFileSync('go', ['env', 'GOPATH'], { encoding: 'utf8' }).trim(), 'bin')
  } catch {
    return null
  }
}

/** Stripe's own stand-in, which knows every request that Stripe takes, and nothing of what came before. */
function findMock(): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), goFolder() ?? '']
  const places = folders.filter(Boolean).map((folder) => join(folder, NAME))
  return [process.env.STRIPE_MOCK_PATH ?? '', ...places].find((place) => place && existsSync(place))
}

const program = findMock()
const where = 'skipped where no stripe-mock is on the path, in the folder of Go or named in STRIPE_MOCK_PATH'

describe.skipIf(!program)(`Stripe's own stand-in takes every request of ours (${where})`, () => {
  let mock: ChildProcess
  let baseUrl = ''
  const post = (path: string, body: Record<string, string>) =>
    fetch(`${baseUrl}/v1/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}` },
      body: new URLSearchParams(body),
    })
  const provider = () => stripeProvider({ apiKey, webhookSecret: 'whsec_x', baseUrl })
  const wish = { reference: 'pi_123', currency: 'USD', key: 'order:1:capture:a1', attempt: 1 }

  beforeAll(async () => {
    const port = await freePort()
    baseUrl = `http://127.0.0.1:${port}`
    mock = spawn(program ?? '', ['-http-addr', `127.0.0.1:${port}`], { stdio: ['ignore', 'pipe', 'pipe'] })
    await new Promise<void>((resolve, reject) => {
      mock.once('exit', (code) => reject(new Error(`${NAME} ended with ${code}`)))
      mock.stdout?.on('data', (said: Buffer) => {
        if (String(said).includes('Listening')) resolve()
      })
    })
  })

  afterAll(() => void mock?.kill())

  it('to look a payment up, with its charge, fee and refunds', async () => {
    expect(await provider().lookUp('pi_123')).toMatchObject({ amount: expect.any(Number) })
  })

  it('to take what is held', async () => {
    expect(await provider().capture({ ...wish, amount: 500 })).toMatchObject({ currency: expect.any(String) })
  })

  it('to let go of what is held', async () => {
    expect(await provider().release(wish)).toMatchObject({ currency: expect.any(String) })
  })

  it('to give money back, and to find that it was', async () => {
    expect(await provider().refund({ ...wish, amount: 500 })).toMatchObject({
      id: expect.stringMatching(/^re_/),
    })
    expect(await provider().findRefund(wish)).toBeNull()
  })

  it('and no request that Stripe does not know', async () => {
    const answer = await post('payment_intents/pi_123/capture', { amount_to_take: '500' })
    expect(answer.status).toBe(400)
    expect(JSON.stringify(await answer.json())).toContain('additional properties are not allowed')
  })
})
