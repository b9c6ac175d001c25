import { locale, main, note, unnote, word } from './notes.js'
import { hold, isFree, isHolding } from './queue.js'

const { htmx } = window
const READ_MS = 10_000
const RETRY_MS = 500
/** A hand on its way from the table to the notice above it has not left. */
const LEAVE_MS = 2_000
const RETRY_MAX_MS = 60_000
/** From so many failures on the page asks by itself at each try: the stream may be refused, not the page. */
const PATIENCE = 2
const { follows } = main.dataset
let { heard } = main.dataset
let stream = null
let timer = 0
let failures = 0
let updated = Date.now()
let isStale = false
let isReading = false
let isPaused = false
/** What has the focus, and where on the screen: what changes above must not move it from under one's eyes. */
let focused = { element: null, top: 0 }
/** The row that somebody asked to see: nothing waits then, and the focus goes there. */
let wanted = ''

if (follows) {
  const [, button] = freshness().children
  button.addEventListener('click', () => {
    isPaused = !isPaused
    button.textContent = word(isPaused ? 'resume' : 'pause')
    if (isPaused) show('paused')
    open()
  })
  document.addEventListener('visibilitychange', open)
  window.addEventListener('online', open)
  window.addEventListener('offline', retry)
  window.addEventListener('pagehide', close)
  window.addEventListener('pageshow', open)
  for (const type of ['pointerout', 'focusout', 'scrollend'])
    document.addEventListener(type, () => setTimeout(() => isHolding() && isFree() && read(), LEAVE_MS))
}

function freshness() {
  return Object.assign(document.getElementById('freshness'), { hidden: false })
}

function show(state) {
  const time = new Date(updated).toLocaleTimeString(locale, { timeStyle: 'short' })
  const [text] = freshness().children
  text.textContent = word(state, { time })
  text.dataset.state = state
}

function open() {
  close()
  if (isPaused || document.hidden) return
  stream = new EventSource(`/live?since=${encodeURIComponent(heard)}`)
  stream.addEventListener('hello', ({ data, lastEventId }) => {
    failures = 0
    heard = lastEventId
    if (data === 'changed' || isStale) read()
    else show('live')
  })
  stream.addEventListener('orders', ({ data, lastEventId }) => {
    heard = lastEventId
    if (follows === 'all' || data === 'all' || data.split(' ').includes(follows)) read()
  })
  stream.addEventListener('needed', ({ data }) => {
    const count = Object.assign(document.getElementById('needed'), { hidden: data === '0' })
    count.textContent = Number(data).toLocaleString(locale)
  })
  stream.addEventListener('away', () => show('lost'))
  stream.addEventListener('signed-out', signedOut)
  stream.onerror = retry
}

function close() {
  clearTimeout(timer)
  stream?.close()
  stream = null
}

function retry() {
  close()
  show('lost')
  const pause = Math.min(RETRY_MS * 2 ** failures++, RETRY_MAX_MS) * (0.7 + Math.random() * 0.6)
  timer = setTimeout(() => {
    if (failures > PATIENCE) read()
    open()
  }, pause)
}

function signedOut() {
  end()
  show('signedOut')
  const [, button] = freshness().children
  button.replaceWith(
    linkTo(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`, 'signIn'),
  )
}

/** What the page follows is no more: there is nothing left to keep fresh. */
function gone() {
  end()
  freshness().hidden = true
  note('order-gone', 'late', word('orderGone'), ' ', linkTo('/orders', 'toOrders'))
}

function end() {
  close()
  isPaused = true
}

function linkTo(href, name) {
  return Object.assign(document.createElement('a'), { href, textContent: word(name) })
}

/** Reads the page again and lets it change in place; once more where something happened meanwhile. */
export async function read() {
  isStale = true
  if (isReading || isPaused) return
  isReading = true
  try {
    while (isStale) {
      isStale = false
      const status = await readOnce()
      if (status === 401) return signedOut()
      if (status === 404) return gone()
      updated = Date.now()
      if (stream) show('live')
      await htmx.timeout(1_000)
    }
  } catch {
    isStale = true
    retry()
  } finally {
    isReading = false
  }
}

htmx.registerExtension('live', {
  htmx_before_swap(source, { ctx, tasks }) {
    focused = ctx.request ? { element: null, top: 0 } : placeOfFocus()
    if (source === main && !ctx.request) keepPlace(tasks[0].fragment)
    if (source === main && !ctx.request && !wanted) hold(tasks[0].fragment, showNew)
    else if (tasks.some(({ target }) => target === main)) unnote('new')
  },
  htmx_after_swap() {
    if (wanted) document.getElementById(wanted)?.querySelector('a').focus()
    wanted = ''
    const { element, top } = placeOfFocus()
    if (element && element === focused.element) window.scrollBy(0, top - focused.top)
  },
})

/** Until the next load or action: a page that nobody touches must not jump as the time to undo ends. */
function keepPlace(fragment) {
  const undo = document.getElementById('undo')
  if (!undo || fragment.querySelector('#undo')) return
  undo.dataset.over = ''
  const done = fragment.querySelector('#done')
  if (done) done.append(undo.cloneNode(true))
  else fragment.querySelector('#order')?.prepend(undo.parentElement.cloneNode(true))
}

function placeOfFocus() {
  const element = document.activeElement
  const { top, bottom } = element.getBoundingClientRect()
  const isSeen = element !== main && main.contains(element) && bottom > 0 && top < window.innerHeight
  return { element: isSeen ? element : null, top }
}

function showNew(event, id) {
  event.preventDefault()
  wanted = id
  read()
}

async function readOnce() {
  const headers = { 'HX-Request': 'true', 'HX-Request-Type': 'partial' }
  const address = location.href
  const response = await fetch(address, { headers, signal: AbortSignal.timeout(READ_MS) })
  if (response.status === 401) return 401
  if (!response.ok && response.status !== 404) throw new Error(`the page answered ${response.status}`)
  if (!response.headers.has('Kickstand-Sample')) document.getElementById('sample-notice')?.remove()
  if (response.status === 404) return 404
  const text = await response.text()
  if (location.href === address)
    await htmx.swap({ sourceElement: main, target: main, swap: 'innerMorph', text })
  else isStale = true
  return response.status
}
