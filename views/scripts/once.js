const PATIENCE_MS = 10_000

/** A form that leads to another page is sent once: of two clicks the second would only be told what the first did. */
document.addEventListener('submit', (event) => {
  const form = event.target
  if (form.method !== 'post' || form.hasAttribute('hx-post')) return
  if ('sent' in form.dataset) {
    event.preventDefault()
    return
  }
  form.dataset.sent = ''
  setTimeout(() => delete form.dataset.sent, PATIENCE_MS)
})
