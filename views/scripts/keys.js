import { main } from './notes.js'

const help = document.getElementById('keys-help')
const queue = document.querySelector('.brand').href
const actions = {
  j: () => go(1),
  k: () => go(-1),
  // Nobody takes over from somebody else by a slip of the finger.
  c: () => press('#claim:not([data-tone=soon]) button'),
  u: () => press('#undo:not([data-over]) button'),
  '/': search,
  '?': () => help.showModal(),
  gq: () => location.assign(queue),
}
let before = ''

document.addEventListener('keydown', (event) => {
  const isMeant =
    event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented
  if (isMeant || !document.body.dataset.keys || help.open) return
  if (event.target.closest('input, select, textarea')) return
  const key = keyOf(event)
  const action = actions[before + key] ?? actions[key]
  before = key
  if (!action) return
  event.preventDefault()
  before = ''
  action()
})

/** By its place on the keyboard where the key gives no Latin letter: Hangul may be on. */
function keyOf({ key, code, shiftKey }) {
  if (/^[ -~]$/.test(key)) return key.toLowerCase()
  if (code === 'Slash') return shiftKey ? '?' : '/'
  return code.replace(/^Key/, '').toLowerCase()
}

function go(step) {
  const links = [...main.querySelectorAll('.queue tbody th a')]
  const at = links.findIndex((link) => link.closest('tr').contains(document.activeElement))
  links[at < 0 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1)]?.focus()
}

function press(button) {
  main.querySelector(button)?.click()
}

function search() {
  const field = document.getElementById('q')
  if (field) field.select()
  else location.assign(`${queue}#q`)
}
