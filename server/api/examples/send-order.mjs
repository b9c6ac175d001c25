// Sends order.json, then asks what became of it. Node 20 or later, no packages.
import { createHmac, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'

const api = process.env.API ?? 'http://localhost:3000/api/v1'
const source = process.env.SOURCE ?? 'webshop'
const key = Buffer.from((process.env.SECRET ?? 'whsec_…').slice('whsec_'.length), 'base64')

function signedFetch(method, path, body) {
  const id = `msg_${randomUUID()}`
  const timestamp = Math.floor(Date.now() / 1000)
  const signature = createHmac('sha256', key)
    .update(`${id}.${timestamp}.${body ?? ''}`)
    .digest('base64')
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${signature}`,
  }
  return fetch(`${api}/sources/${source}/${path}`, { method, headers, body })
}

const body = await readFile(process.argv[2] ?? 'order.json', 'utf8')
const sent = await signedFetch('POST', 'orders', body)
const answer = await sent.text()
console.log(sent.status, answer)
if (!sent.ok) process.exit(1)

const { refused } = JSON.parse(answer)
for (const { number, errors } of refused) {
  console.error(`${number} was refused:`)
  for (const { path, message } of errors) console.error(`  ${path}: ${message}`)
}
if (refused.length > 0) process.exit(1)

const { number } = JSON.parse(body)
const asked = await signedFetch('GET', `orders/${number}`)
if (asked.ok) console.log(`Done: ${number} is accepted. Its status: ${(await asked.json()).status}`)
else if (asked.status === 404) console.log(`Done: ${number} is accepted. The shop reads it in a moment.`)
else console.error(asked.status, await asked.text())
