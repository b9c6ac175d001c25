import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPages, pages } from '../browser/pages.ts'
import { openShownShop, type ShownShop } from '../browser/shown-shop.ts'

/** JSX lets any name through, `classs` and `hx-tagret` alike; a page may use these. */
const tags = new Set(
  `a address article body button caption code dd details dialog div dl dt fieldset footer form h1 h2 h3 h4 head header
  html img input kbd label legend li link main meta nav noscript ol option p pre progress script search section select small span
  strong summary table tbody td textarea th thead time title tr ul`.split(/\s+/),
)
const attributes = new RegExp(
  `^(${[
    'accept|action|alt|autocomplete|charset|checked|class|colspan|command|commandfor|content|datetime|defer|download|enctype|for|formaction|formmethod|hidden',
    'href|http-equiv|id|inputmode|lang|max|maxlength|method|min|name|novalidate|open|rel|role|rows|scope|selected|spellcheck|src|step',
    'tabindex|title|type|value|readonly',
    'aria-(current|describedby|disabled|hidden|invalid|label|labelledby|live|pressed|required)',
    'data-(age-of|agreement|called|countdown|due|follows|gone|heard|keys|label|now|of|soon|state|theme|tone|until)',
    'hx-(get|morph-skip|post|select|swap|sync|target|trigger|replace-url)',
  ].join('|')})$`,
)

let shop: ShownShop

beforeAll(async () => {
  shop = await openShownShop()
})

afterAll(() => shop?.stop())

describe.each([
  ...pages.map((path) => [path, 'olga'] as const),
  ...openPages.map((path) => [path, null] as const),
])('%s', (path, userId) => {
  test('is made of what browsers know, each id once, and refers to nothing that is not there', async () => {
    const elements = elementsOf(await shop.html(path, userId))
    expect(elements.length).toBeGreaterThan(5)
    const names = elements.flatMap(({ given }) => [...given.keys()])
    expect(elements.filter(({ tag }) => !tags.has(tag)).map(({ tag }) => tag)).toEqual([])
    expect(names.filter((name) => !attributes.test(name))).toEqual([])
    const ids = elements.flatMap(({ given }) => given.get('id') ?? [])
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
    expect(elements.flatMap(referred).filter((id) => !ids.includes(id))).toEqual([])
  })
})

interface Element {
  tag: string
  given: Map<string, string>
}

function elementsOf(html: string): Element[] {
  const found = html
    .replace(/^<!doctype html>/, '')
    .matchAll(/<([a-z][a-z0-9-]*)((?:\s+[^\s"=<>/]+(?:="[^"]*")?)*)\s*\/?>/g)
  return [...found].map(([, tag = '', rest = '']) => ({
    tag,
    given: new Map(
      [...rest.matchAll(/\s([^\s"=<>/]+)(?:="([^"]*)")?/g)].map(([, name = '', value = '']) => [name, value]),
    ),
  }))
}

/** The ids that an element names. */
function referred({ given }: Element): string[] {
  const listed = ['for', 'commandfor', 'aria-describedby', 'aria-labelledby'].map((name) => given.get(name))
  const within = [given.get('href'), given.get('hx-target')].map((value) => value?.match(/^#(.+)/)?.[1])
  return [...listed, ...within].flatMap((value) => value?.split(' ') ?? [])
}
