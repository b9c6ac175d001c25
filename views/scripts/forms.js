import { main, note, word } from './notes.js'

const { htmx } = window
const isPage = ({ raw }, fragment) =>
  raw.ok || raw.status === 409 || raw.status === 422 || fragment.querySelector('#outcome')

document.addEventListener('input', ({ target: { form } }) => {
  if (form?.matches('[id][method=post]')) form.dataset.dirty = ''
})
document.addEventListener('reset', ({ target }) => delete target.dataset.dirty)
document.addEventListener('htmx:error', ({ target }) => {
  if (target.matches('form')) note('not-sent', 'late', word('notSent'))
})

htmx.registerExtension('forms', {
  /** People open and close details; the server only says how they start. */
  htmx_before_morph_attr: (node, { attrName }) => attrName !== 'open' || node.localName !== 'details',
  htmx_before_swap(source, { ctx, tasks }) {
    const page = tasks.find(({ target }) => target === main)
    if (!page) return
    const isOwn = ctx.request?.method === 'POST'
    if (isOwn) delete source.dataset.dirty
    if (isOwn && ctx.response.raw.ok) source.reset()
    if (ctx.response && !isPage(ctx.response, page.fragment)) sayAbove(ctx, page)
    else keepWritten(page.fragment, isOwn)
  },
  htmx_after_swap(source, { ctx }) {
    if (ctx.request?.method !== 'POST') return
    if (!ctx.response.raw.ok && source.matches('form[id]')) source.dataset.dirty = ''
    const told = document.querySelector('#refused, #main [role=alert], #outcome')
    told?.setAttribute('tabindex', '-1')
    told?.focus()
  },
})

/** Not the page that was asked for but why there is none: the page stays, with all that was written. */
function sayAbove(ctx, page) {
  note('refused', 'late', ...page.fragment.querySelectorAll('h1, p'))
  ctx.title = ''
  page.swapSpec.style = 'none'
}

/** A form in use is not touched. One that the order no longer has leaves behind what was written in it. */
function keepWritten(fragment, isOwn) {
  for (const form of main.querySelectorAll('form[data-dirty]')) {
    const next = fragment.querySelector(`form#${CSS.escape(form.id)}`)
    const [seen, current] = [form, next].map((one) => one?.querySelector('[name=version]'))
    if (!next) note(`${form.id}-gone`, 'soon', word('formGone', { form: nameOf(form) }), ...copies(form))
    else if (isOwn && seen) seen.value = current.value
    else if (seen?.value !== current?.value) note('changed', 'soon', word('changed'))
  }
}

const nameOf = (form) => form.querySelector('[type=submit]')?.textContent.trim()

function copies(form) {
  const written = [...form.elements].filter((field) => /text|search/.test(field.type) && field.value)
  return written.map(({ value }) => Object.assign(document.createElement('p'), { textContent: value }))
}
