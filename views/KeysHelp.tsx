import { useSurroundings, useWords } from './context.ts'
import { paths } from './paths.ts'

const keys = [
  [['j'], 'keys.next'],
  [['k'], 'keys.previous'],
  [['Enter'], 'keys.open'],
  [['c'], 'keys.claim'],
  [['u'], 'keys.undo'],
  [['/'], 'keys.search'],
  [['g', 'q'], 'keys.queue'],
  [['?'], 'keys.help'],
] as const

/** What single keys do, and the switch that turns them off (WCAG 2.1.4). */
export function KeysHelp() {
  const { t } = useWords()
  const { hasKeys, here } = useSurroundings()
  return (
    <dialog id="keys-help" aria-labelledby="keys-title">
      <h2 id="keys-title">{t('keys.title')}</h2>
      <dl class="keys">
        {keys.map(([pressed, what]) => (
          <div>
            <dt>
              {pressed.map((key) => (
                <kbd>{key}</kbd>
              ))}
            </dt>
            <dd>{t(what)}</dd>
          </div>
        ))}
      </dl>
      <p>{t(hasKeys ? 'keys.on' : 'keys.off')}</p>
      <form method="post" action={paths.preferences()}>
        <input type="hidden" name="back" value={here} />
        <input type="hidden" name="keys" value={hasKeys ? 'off' : 'on'} />
        <button type="submit">{t(hasKeys ? 'keys.turnOff' : 'keys.turnOn')}</button>
      </form>
      <form method="dialog">
        <button type="submit" class="primary">
          {t('keys.close')}
        </button>
      </form>
    </dialog>
  )
}
