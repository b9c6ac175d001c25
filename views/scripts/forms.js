import { main, note, unnote, word } from './notes.js'

const { htmx } = window
const isPage = ({ raw }, fragment) =>
  raw.ok || raw.status === 409 || raw.status === 422 || fragment.querySelector('#outcome')

document.addEventListener('input', ({ target: { form } }) => {
  if (form?.matches('[id][method=post]')) form.dataset.dirty = ''
})
document.addEventListener('reset', ({ target }) => delete target.dataset.dirty)
/** Forms whose answer is not there yet: it says what became of them, not a page that was read meanwhile. */
const sending = new Set()

htmx.registerExtension('forms', {
  /** People open and close details; the server only says how they start. What has the focus keeps it. */
  htmx_before_morph_attr: (node, { attrName }) =>
    (attrName !== 'open' || node.localName !== 'details') &&
    (attrName !== 'tabindex' || node !== document.activeElement),
  htmx_before_request(_, { ctx }) {
    if (ctx.request.method === 'POST') sending.add(ctx.request.form)
  },
  htmx_finally_request(_, { ctx }) {
    sending.delete(ctx.request.form)
  },
  htmx_error(source) {
    if (source.matches('form')) note('not-sent', 'late', word('notSent'), ...lost(source))
  },
  htmx_before_swap(source, { ctx, tasks }) {
    if (ctx.response) unnote('not-sent')
    const page = tasks.find(({ target }) => target === main)
    if (!page) return
    const isOwn = ctx.request?.method === 'POST'
    if (isOwn) delete source.dataset.dirty
    if (isOwn && ctx.response.raw.ok) source.reset()
    if (ctx.response && !isPage(ctx.response, page.fragment)) sayAbove(ctx, page, source)
    else keepWritten(page.fragment, isOwn)
  },
  htmx_after_swap(source, { ctx }) {
    // What only looks at what is typed answers beside the form: nobody is called away from it. A form that its
    // answer took off the page is told as the page.
    if (ctx.request?.method !== 'POST' || !(source === main || source.matches('form'))) return
    if (!ctx.response.raw.ok && source.matches('form[id]')) source.dataset.dirty = ''
    const told = document.querySelector('#refused, #main [role=alert], #outcome')
    if (told) focus(told)
    else if (!isFocused()) focus(main.querySelector('h1') ?? main)
  },
})

/**
 * Not the page that was asked for but why there is none: the page stays, with all that was written. What asks by
 * itself asks no more where asking again is in vain.
 */
function sayAbove(ctx, page, source) {
  note('refused', 'late', ...page.fragment.querySelectorAll('h1, p'), ...lost(source))
  ctx.title = ''
  page.swapSpec.style = 'none'
  if (source.matches('[hx-trigger^=every]') && [401, 403, 404].includes(ctx.response.raw.status))
    source.remove()
}

/** A form in use is not touched. One that the order no longer has leaves behind what was written in it. */
function keepWritten(fragment, isOwn) {
  for (const form of main.querySelectorAll('form[data-dirty]')) {
    if (sending.has(form)) continue
    const next = fragment.querySelector(`form#${CSS.escape(form.id)}`)
    const [seen, current] = [form, next].map((one) => one?.querySelector('[name=version]'))
    if (!next) note(`${form.id}-gone`, 'soon', word('formGone', { form: nameOf(form) }), ...copies(form))
    else if (isOwn && seen) seen.value = current.value
    else if (seen?.value !== current?.value) note('changed', 'soon', word('changed'))
  }
}

const isFocused = () => main.contains(document.activeElement) && document.activeElement !== main

function focus(element) {
  element.setAttribute('tabindex', '-1')
  element.focus()
}

const nameOf = (form) => form.querySelector('[type=submit]')?.textContent.trim()

/** What was written in a form that left the page while its answer was awaited. */
const lost = (form) => (form.isConnected ? [] : copies(form))

function copies(form) {
  const written = [...form.elements].filter((field) => /text|search/.test(field.type) && field.value)
  return written.map(({ value }) => Object.assign(document.createElement('p'), { textContent: value }))
}
