/** On a narrow screen the tab of this page may lie beside what is seen of the row. */
const tab = document.querySelector('.tabs [aria-current]')
if (tab) {
  const row = tab.closest('ul')
  const [inner, outer] = [tab, row].map((element) => element.getBoundingClientRect())
  row.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2
}
