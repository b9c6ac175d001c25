import { StripeSimulator } from '../test/simulators/stripe.ts'

/** A process of its own: a payment provider that holds the money of so many orders, `pi_0`, `pi_1` and so on. */
const [count = '0', amount = '0', currency = ''] = process.argv.slice(2)
const stripe = new StripeSimulator()
await stripe.start()
for (let index = 0; index < Number(count); index++) stripe.hold(`pi_${index}`, Number(amount), currency)
process.send?.({ url: stripe.url, apiKey: stripe.apiKey, webhookSecret: stripe.webhookSecret })
process.once('disconnect', () => process.exit())
