import { type Context, Hono } from 'hono'
import { readLetterTemplate } from '../../db/letter-template.ts'
import type { TemplateFault } from '../../domain/letter-check.ts'
import { letterFacts } from '../../domain/letter-facts.ts'
import { renderLetter } from '../../domain/letter-render.ts'
import { builtInTemplate, type LetterTemplate } from '../../domain/letter-words.ts'
import { type AskedLetter, isLanguage, type Language } from '../../domain/letters.ts'
import { withPlainLines } from '../../domain/set-up.ts'
import type { FieldError } from '../../views/fields.tsx'
import { paths } from '../../views/paths.ts'
import { LetterPage, LettersPage } from '../../views/settings/LetterPages.tsx'
import type { Key, Words } from '../../views/words.ts'
import { allow } from '../allow.tsx'
import type { AppEnv, WebDeps } from '../env.ts'
import { readForm, textOf } from '../form.ts'
import { showMessage } from '../messages.tsx'
import { page } from '../page.tsx'
import { saidOf } from '../said.ts'
import { actorOf } from './actor.ts'
import {
  askedLetters,
  changeLettersOn,
  changeTemplate,
  loadOwnTemplates,
  orderToShow,
  previewFaults,
  resetTemplate,
} from './letters.ts'
import { loadStore, type StoreRow } from './load-stores.ts'
import { isPreview } from './store-routes.tsx'

type C = Context<AppEnv>
type Deps = Pick<WebDeps, 'sql'>

const STORE = '/stores/:code{[A-Za-z0-9._-]{1,64}}/letters'
const LETTER = `${STORE}/:kind{[a-z_]{1,30}}/:language{[a-z]{2}}`

const dones = {
  changed: 'letterWords.done.changed',
  reset: 'letterWords.done.reset',
} as const satisfies Record<string, Key>
type Done = keyof typeof dones

/** A store's letters, and the words of each; for owners. With `?preview` words are looked at and not kept. */
export function letterWordRoutes(deps: Deps) {
  const { sql } = deps
  return new Hono<AppEnv>()
    .use(`${STORE}/*`, allow(sql, 'manageMail'))
    .get(STORE, async (c) => {
      const store = await loadStore(sql, c.req.param('code'))
      return store ? showLetters(c, deps, store) : showMessage(c, 404, 'notFound')
    })
    .post(STORE, async (c) => {
      const code = c.req.param('code')
      const fields = await readForm(c)
      const on = Object.hasOwn(fields, 'on') ? (fields.on ?? []) : []
      const isKnown = await changeLettersOn(sql, actorOf(c), code, on)
      return isKnown
        ? c.redirect(paths.storeLetters(code, 'changed' satisfies Done), 303)
        : showMessage(c, 404, 'notFound')
    })
    .get(LETTER, async (c) => {
      const named = await nameOf(c, deps)
      return named ? showLetter(c, deps, named, null, []) : showMessage(c, 404, 'notFound')
    })
    .post(LETTER, async (c) => {
      const named = await nameOf(c, deps)
      return named ? takeWords(c, deps, named) : showMessage(c, 404, 'notFound')
    })
}

interface Named {
  store: StoreRow
  kind: AskedLetter
  language: Language
}

async function nameOf(c: C, { sql }: Deps): Promise<Named | null> {
  const kind = askedLetters.find((one) => one === c.req.param('kind'))
  const language = c.req.param('language')
  const store = await loadStore(sql, c.req.param('code') ?? '')
  return store && kind && isLanguage(language) ? { store, kind, language } : null
}

async function showLetters(c: C, { sql }: Deps, store: StoreRow) {
  const on = askedLetters.filter((kind) => !store.rules.lettersOff?.includes(kind))
  const own = await loadOwnTemplates(sql, store.code)
  const view = { words: c.get('words'), viewer: c.get('user'), store, kinds: askedLetters, on, own }
  return page(c, <LettersPage {...view} done={saidOf(dones, c.req.query('done'))} />)
}

async function takeWords(c: C, deps: Deps, named: Named) {
  const { store, kind, language } = named
  const fields = await readForm(c)
  const typed = {
    subject: textOf(fields, 'subject').trim(),
    body: withPlainLines(textOf(fields, 'body')),
  }
  if (isPreview(c)) return showLetter(c, deps, named, typed, previewFaults(store, language, typed))
  const address = (done: Done) => paths.storeLetter(store.code, kind, language, done)
  if (textOf(fields, 'reset') === 'on') {
    await resetTemplate(deps.sql, actorOf(c), { store: store.code, kind, language })
    return c.redirect(address('reset'), 303)
  }
  const faults = await changeTemplate(deps.sql, actorOf(c), store, { kind, language }, typed)
  return faults.length > 0 ? showLetter(c, deps, named, typed, faults) : c.redirect(address('changed'), 303)
}

async function showLetter(
  c: C,
  { sql }: Deps,
  named: Named,
  typed: LetterTemplate | null,
  faults: TemplateFault[],
) {
  const { store, kind, language } = named
  const [own, { order, isReal }] = await Promise.all([
    readLetterTemplate(sql, store.code, kind, language),
    orderToShow(sql, store, kind),
  ])
  const form = typed ?? own ?? builtInTemplate(kind, language)
  const facts = letterFacts(order, language, null)
  const result = renderLetter(form, facts)
  const errors = inWords(c.get('words'), faults)
  const shown = {
    kind,
    language,
    form,
    isOwn: own !== null,
    preview: result.ok ? result.written : null,
    facts,
    isReal,
  }
  const view = { words: c.get('words'), viewer: c.get('user'), store, errors }
  const done = saidOf(dones, c.req.query('done'))
  return page(c, <LetterPage {...view} {...shown} done={done} />, faults.length > 0 ? 422 : 200)
}

const inWords = ({ t }: Words, faults: TemplateFault[]): FieldError[] =>
  faults.map(({ field, code, words }) => ({ field, message: t(`letterWords.fault.${code}`, { words }) }))
