import { Liquid, UndefinedVariableError } from 'liquidjs'
import type { LetterFacts } from './letter-facts.ts'
import { builtInTemplate, freeTemplate, type LetterTemplate } from './letter-words.ts'
import { type AskedLetter, BODY_MAX, type Language, SUBJECT_MAX } from './letters.ts'

/** A letter in its final words. */
export interface Written {
  subject: string
  body: string
}

/** Template characters, milliseconds of one rendering, and characters that it may make along the way. */
const limits = { parseLimit: 50_000, renderLimit: 200, memoryLimit: 500_000 }

const engine = new Liquid({
  strictVariables: true,
  strictFilters: true,
  ownPropertyOnly: true,
  templates: {},
  ...limits,
})

// A shop's words read no files.
for (const tag of ['include', 'render', 'layout', 'block']) delete engine.tags[tag]

export type RenderResult = { ok: true; written: Written } | { ok: false; fault: string }

/** Fills a template in. Never throws: whatever is wrong with it is told in the words of the template's language. */
export function renderLetter({ subject, body }: LetterTemplate, facts: LetterFacts): RenderResult {
  try {
    const line = render(subject, facts).replace(/\s+/g, ' ').trim()
    const text = tidy(render(body, facts))
    if (line === '' || text === '') return { ok: false, fault: 'it comes out empty' }
    if (line.length > SUBJECT_MAX) return { ok: false, fault: `its subject is longer than ${SUBJECT_MAX}` }
    if (text.length > BODY_MAX) return { ok: false, fault: `its text is longer than ${BODY_MAX}` }
    return { ok: true, written: { subject: line, body: text } }
  } catch (error) {
    return { ok: false, fault: faultOf(error) }
  }
}

const render = (template: string, facts: LetterFacts) =>
  String(engine.parseAndRenderSync(template, { ...facts }))

/** A line whose condition did not hold leaves nothing behind. */
const tidy = (text: string) =>
  text
    .replaceAll('\r\n', '\n')
    .replace(/(?![\n\t])\p{Cc}/gu, '')
    // An expression that looks for spaces at an end takes the square of what a long row of them takes.
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()

/** The first line of what the engine says: the others draw the place. */
function faultOf(error: unknown): string {
  const said = (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]?.slice(0, 300) ?? ''
  if (!(error instanceof UndefinedVariableError)) return said
  // It names no more of "order.colour.dark" than it got to.
  const whole = error.token.getText()
  return /^[\w.-]{1,100}$/.test(whole) ? said.replace(/^(undefined variable: )[^,]+/, `$1${whole}`) : said
}

/** In the store's own words where it has some that can be used, else in the built-in ones, with the reason. */
export function writeLetter(
  kind: AskedLetter,
  language: Language,
  own: LetterTemplate | null,
  facts: LetterFacts,
): { written: Written; fault: string | null } {
  const first = own ? renderLetter(own, facts) : null
  if (first?.ok) return { written: first.written, fault: null }
  const builtIn = renderLetter(builtInTemplate(kind, language), facts)
  if (!builtIn.ok) throw new Error(`The built-in ${kind} letter in ${language}: ${builtIn.fault}`)
  return { written: builtIn.written, fault: first === null ? null : first.fault }
}

/** How a letter that somebody writes by hand begins: the greeting, room for the words, the store's name. */
export function freeLetterStart(language: Language, facts: LetterFacts): Written {
  const { subject, greeting, closing } = freeTemplate(language)
  const part = (template: string) => tidy(render(template, facts))
  return { subject: render(subject, facts), body: `${part(greeting)}\n\n\n\n${part(closing)}` }
}
