import { useWords } from '../context.ts'
import { paths } from '../paths.ts'
import type { ImportShown } from './imports.ts'

/** The first rows with something wrong, and the way to all of them. */
export function Refused({ shown }: { shown: ImportShown }) {
  const { t, number } = useWords()
  if (shown.refusals.length === 0) return null
  return (
    <section class="panel settings-form">
      <h2>{t('imports.refused')}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col" class="figure">
              {t('imports.row')}
            </th>
            <th scope="col">{t('imports.column')}</th>
            <th scope="col">{t('imports.reason')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.refusals.map(({ row, column, reason }) => (
            <tr>
              <td class="figure">{number(row)}</td>
              <td>{column || t('unknown')}</td>
              <td>{reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.moreRefusals && <p>{t('imports.more')}</p>}
      <p>
        <a href={paths.importRefusals(shown.id)} download>
          {t('imports.download')}
        </a>
      </p>
    </section>
  )
}

/** The file's beginning, with what is used of it. */
export function Preview({ preview: { columns, rows } }: { preview: NonNullable<ImportShown['preview']> }) {
  const { t } = useWords()
  return (
    <section class="panel settings-wide">
      <h2>{t('imports.preview')}</h2>
      <section class="preview" tabindex={0} aria-label={t('imports.preview')}>
        <table>
          <thead>
            <tr>
              {columns.map(({ name, isUsed }) => (
                <th scope="col">
                  {name}{' '}
                  <span class="tag" data-tone={isUsed ? 'ok' : 'soon'}>
                    {t(isUsed ? 'imports.used' : 'imports.ignored')}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((cells) => (
              <tr>
                {cells.map((cell) => (
                  <td>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  )
}
