export const main = document.getElementById('main')
export const locale = document.documentElement.lang
const words = JSON.parse(document.querySelector('meta[name=words]').content)
const plurals = new Intl.PluralRules(locale)

/** A word of the page's language; `count` chooses its plural. */
export function word(key, values = {}) {
  const text = words[`${key}_${plurals.select(values.count ?? 0)}`] ?? words[`${key}_other`] ?? words[key]
  return text.replace(/{{(\w+)}}/g, (_, name) => values[name])
}

/** Says something above the page, where no new content of the page takes it away. */
export function note(id, tone, ...content) {
  const box = Object.assign(document.createElement('div'), { id, className: 'notice' })
  const close = Object.assign(document.createElement('button'), { type: 'button', className: 'quiet' })
  close.textContent = word('close')
  close.addEventListener('click', () => box.remove())
  box.dataset.tone = tone
  box.append(...content, close)
  document.getElementById(id)?.remove()
  document.getElementById('notes').append(box)
}

export const unnote = (id) => document.getElementById(id)?.remove()
