import { parseArgs } from 'node:util'
import { inScope } from '../runtime/scope.ts'
import { click } from './click.ts'
import { intake } from './intake.ts'
import { lives } from './lives.ts'
import { memory } from './memory.ts'
import { paid } from './paid.ts'
import { measureAt, openPlace, type Place, say } from './place.ts'
import { million, queue } from './queue.tsx'
import { type Figure, isMet } from './rounds.ts'
import { searches } from './searches.ts'
import { streams } from './streams.ts'
import { jsonOf, machineLine, tableOf } from './table.ts'

const benches: Record<string, (place: Place) => Promise<Figure[]>> = {
  lives,
  paid,
  intake,
  click,
  queue,
  streams,
  memory,
}
/** What takes so long that it runs only where it is named. */
const all: typeof benches = { ...benches, searches, million }

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, help: { type: 'boolean' } },
})
const unknown = positionals.filter((name) => !(name in all))
if (values.help || unknown.length > 0) {
  say(`npm run bench -- [--json] [${Object.keys(all).join(' | ')}] …`)
  process.exit(unknown.length > 0 ? 1 : 0)
}
const isOk = await inScope(async (scope) => {
  const place = await openPlace(scope)
  const figures: Figure[] = []
  for (const [name, measure] of Object.entries(positionals.length > 0 ? all : benches)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue
    say(`Measuring ${name}…`)
    scope.signal.throwIfAborted()
    const found = await measureAt(place, measure)
    say(tableOf(found))
    figures.push(...found)
  }
  process.stdout.write(
    values.json
      ? `${jsonOf(place.machine, figures)}\n`
      : `\n${machineLine(place.machine)}\n\n${tableOf(figures)}\n`,
  )
  return figures.every(isMet)
})
process.exit(isOk ? 0 : 1)
