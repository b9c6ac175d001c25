/** A form of a page as a browser would send it, unchanged. */
export interface PageForm {
  action: string
  method: 'get' | 'post'
  isUpload: boolean
  fields: [name: string, value: string][]
}

const unescaped = (text: string) =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')

const attribute = (tag: string, name: string) => {
  const found = new RegExp(`\\s${name}(?:="([^"]*)")?(?=[\\s/>])`).exec(tag)
  return found && unescaped(found[1] ?? '')
}

/** Every form of a page; of several buttons each makes one. */
export function formsOf(html: string, page: string): PageForm[] {
  return [...html.matchAll(/(<form\b[^>]*>)(.*?)<\/form>/gs)].flatMap(([, tag = '', inner = '']) => {
    const action = attribute(tag, 'action') || page
    const method = attribute(tag, 'method')?.toLowerCase() === 'post' ? ('post' as const) : ('get' as const)
    const isUpload = attribute(tag, 'enctype') === 'multipart/form-data'
    const fields = [...inputsOf(inner), ...areasOf(inner), ...selectsOf(inner)]
    const buttons = [...inner.matchAll(/<button\b[^>]*>/g)].map(([button]) => ({
      action: attribute(button, 'formaction') ?? action,
      pressed: namedField(button),
    }))
    const pressed = buttons.length > 0 ? buttons : [{ action, pressed: [] }]
    return pressed.map((button) => ({
      action: button.action,
      method,
      isUpload,
      fields: [...fields, ...button.pressed],
    }))
  })
}

type Field = [name: string, value: string]

function namedField(tag: string): Field[] {
  const name = attribute(tag, 'name')
  return name ? [[name, attribute(tag, 'value') ?? '']] : []
}

function inputsOf(inner: string): Field[] {
  return [...inner.matchAll(/<input\b[^>]*>/g)].flatMap(([tag]) => namedField(tag))
}

function areasOf(inner: string): Field[] {
  return [...inner.matchAll(/(<textarea\b[^>]*>)(.*?)<\/textarea>/gs)].flatMap(
    ([, tag = '', text = '']): Field[] => {
      const name = attribute(tag, 'name')
      return name ? [[name, unescaped(text)]] : []
    },
  )
}

function selectsOf(inner: string): Field[] {
  return [...inner.matchAll(/(<select\b[^>]*>)(.*?)<\/select>/gs)].flatMap(
    ([, tag = '', options = '']): Field[] => {
      const name = attribute(tag, 'name')
      const all = [...options.matchAll(/<option\b[^>]*>/g)].map(([option]) => option)
      const chosen = all.find((option) => attribute(option, 'selected') !== null) ?? all[0] ?? ''
      return name ? [[name, attribute(chosen, 'value') ?? '']] : []
    },
  )
}
