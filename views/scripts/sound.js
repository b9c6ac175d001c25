import { note, unnote, word } from './notes.js'

const { htmx } = window
const KEPT = 'kickstand-sound'
const HERTZ = 880
const SECONDS = 0.6
const choice = document.getElementById('sound-choice')
let audio = null
let [last] = timesOf(called())

if (choice) {
  document.getElementById('sound').hidden = false
  choice.checked = localStorage.getItem(KEPT) === 'on'
  if (choice.checked && !navigator.userActivation?.hasBeenActive) choice.dataset.waits = ''
  choice.addEventListener('change', () => {
    localStorage.setItem(KEPT, choice.checked ? 'on' : 'off')
    wake()
    if (choice.checked) sound()
  })
  for (const type of ['pointerdown', 'keydown']) document.addEventListener(type, wake)
  showState()
}

/** Browsers let no page sound before somebody has touched it. */
function wake() {
  delete choice.dataset.waits
  if (choice.checked) audio ??= new AudioContext()
  showState()
}

function showState() {
  choice.closest('p').querySelector('small').textContent = 'waits' in choice.dataset ? word('soundWaits') : ''
}

/** When the orders called that are shown, newest first. */
function timesOf(call) {
  return (call?.dataset.called ?? '').split(' ')
}

function called() {
  return document.getElementById('called')
}

htmx.registerExtension('sound', {
  htmx_after_swap(_, { ctx }) {
    const call = called()
    if (!call) return
    const times = timesOf(call)
    // Other filters show the last calls of other orders, which are no news.
    const count = ctx.request ? 0 : times.filter((time) => time > last).length
    last = times[0]
    if (count > 0) tell(count === 1 ? call.textContent : word('called', { count }))
  },
})

/** With a sound it is shown, too: whoever looks up wants to know why. */
function tell(text) {
  if (!choice?.checked) {
    document.getElementById('said').textContent = text
    return
  }
  unnote('called-note')
  note('called-note', 'soon', text)
  sound()
}

function sound() {
  if (!audio) return
  const [tone, volume] = [audio.createOscillator(), audio.createGain()]
  tone.frequency.value = HERTZ
  volume.gain.setValueAtTime(0.2, audio.currentTime)
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + SECONDS)
  tone.connect(volume).connect(audio.destination)
  tone.start()
  tone.stop(audio.currentTime + SECONDS)
}
