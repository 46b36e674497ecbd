'use strict'
// The preview's page: draws what the server tells, and keeps the reader's place when that changes.

const $ = id => document.getElementById(id)
const VIEWS = ['read', 'pages', 'notes', 'findings', 'ledger']
const STEPS = [48, 72, 96, 144, 192]
// What the reader wants to see. Keys change it at once; what it needs is loaded afterwards.
const place = { view: 'read', piece: '', scroll: 0, page: 0, dpi: 72, essay: '', folio: '' }
let state = null
const early = [] // what keys and buttons asked for before the first state came

const make = (tag, words = '', attributes = {}) => {
  const element = document.createElement(tag)
  element.textContent = words
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  return element
}

const say = words => { $('status').textContent = words }

// --- views ---

const show = view => {
  place.view = VIEWS.includes(view) ? view : 'read'
  for (const name of VIEWS) $(name).hidden = name !== place.view
  for (const link of document.querySelectorAll('nav a')) {
    if (link.dataset.view === place.view) link.setAttribute('aria-current', 'page')
    else link.removeAttribute('aria-current')
  }
  if (state) DRAW[place.view]()
}

// The event of a changed address comes later than the next key may: what a key has shown is not drawn again for it.
const goToView = view => {
  if (view === place.view) return
  show(view)
  scrollTo(0, 0)
}

const options = (select, entries, chosen) => {
  select.replaceChildren(...entries.map(([value, words]) => make('option', words, { value })))
  select.value = entries.some(([value]) => value === chosen) ? chosen : entries[0]?.[0] ?? ''
  return select.value
}

const addressOf = piece => `/book/${encodeURIComponent(piece)}.xhtml`

const drawRead = () => {
  place.piece ||= state.pieces.find(piece => piece.kind === 'essay')?.slug ?? ''
  place.piece = options($('piece'), state.pieces.map(piece => [piece.slug, piece.title]), place.piece)
  const address = addressOf(place.piece)
  const frame = $('frame')
  const shown = `${address}?${state.reading}`
  if (!place.piece || frame.dataset.shown === shown) return
  const isSame = frame.dataset.address === address
  if (!isSame) place.scroll = 0
  else if (frame.dataset.ready === frame.dataset.shown) place.scroll = frame.contentWindow.scrollY
  frame.dataset.shown = shown
  frame.dataset.address = address
  frame.src = shown
}

// The frame has loaded what `drawRead` asked for, or a page to which the reader followed a link.
const followFrame = () => {
  const frame = $('frame')
  const { shown, ready } = frame.dataset
  if (!shown) return
  const { pathname, search } = frame.contentWindow.location
  if (pathname + search === shown) {
    if (ready !== shown) frame.contentWindow.scrollTo(0, place.scroll)
    frame.dataset.ready = shown
    return
  }
  if (ready !== shown) {
    // This load ended after the next key was pressed: the page of that key is the one that is wanted.
    frame.src = shown
    return
  }
  const name = decodeURIComponent(pathname).replace(/^\/book\/|\.xhtml$/g, '')
  if (!state.pieces.some(piece => piece.slug === name)) return
  place.piece = $('piece').value = name
  frame.dataset.address = addressOf(name)
  frame.dataset.shown = frame.dataset.ready = `${addressOf(name)}?${state.reading}`
}

// Pages 0 | 1 2 | 3 4: the first page of a book is a recto, alone on the right.
const leftOf = index => (index === 0 ? -1 : index % 2 ? index : index - 1)

const drawPages = () => {
  const pages = state.pages
  if (!pages) {
    $('spread').replaceChildren(make('p', 'No printed pages: they are being set, or the book has no edition as PDF.'))
    return
  }
  if (place.folio) goTo(place.folio)
  place.page = Math.max(0, Math.min(place.page, pages.labels.length - 1))
  const left = leftOf(place.page)
  const both = [left, left + 1].filter(index => index >= 0 && index < pages.labels.length)
  $('spread').replaceChildren(...both.map(index => {
    const figure = make('figure')
    const words = pages.pieces[index] ? `page ${pages.labels[index]}, ${pages.pieces[index]}` : `page ${pages.labels[index]}, blank`
    const picture = make('img', '', { src: `/page/${index}?dpi=${place.dpi}&of=${pages.digest}`, alt: `Picture of ${words}` })
    figure.append(picture, make('figcaption', `${words} (#${index + 1})`))
    return figure
  }))
  $('where').textContent = `${both.map(index => pages.labels[index]).join(' and ')} of ${pages.labels.length} pages, edition ${pages.edition}`
}

const drawNotes = () => {
  const head = make('tr')
  head.append(...['Essay', 'State', 'Declared', 'Waived', 'To look at', 'As readers see it'].map(words => make('th', words, { scope: 'col' })))
  const thead = make('thead')
  thead.append(head)
  const body = make('tbody')
  for (const row of state.notes) {
    const line = make('tr')
    const declared = row.declared.map(note => `${note.theme} (${note.level})`).join('; ')
    const waived = row.waived.map(each => `${each.theme}: ${each.because}`).join('; ')
    line.append(make('th', row.title, { scope: 'row' }), ...[row.state, declared, waived, row.suggested.join('; '), row.sentence].map(words => make('td', words)))
    body.append(line)
  }
  $('note-table').replaceChildren(make('caption', 'What is declared of each essay, and what is still to be looked at'), thead, body)
}

const finding = each => {
  const item = make('li', '', { class: each.severity })
  const line = make('p')
  line.append(make('span', each.code, { class: 'code' }), ` (${each.severity}) ${each.place ? each.place + ': ' : ''}${each.message}`)
  item.append(line)
  if (each.lines.length) item.append(make('pre', each.lines.join('\n')))
  item.append(make('p', `What to do: ${each.hint}`))
  const details = make('details')
  details.append(make('summary', `Explain ${each.code}`), make('pre', each.story))
  item.append(details)
  return item
}

const drawFindings = () => {
  const wanted = new Set([...document.querySelectorAll('#findings input:checked')].map(box => box.value))
  const shown = state.findings.filter(each => wanted.has(each.severity))
  const list = $('finding-list')
  // A list that is drawn again keeps the finding in focus and those that the reader has opened.
  const key = item => item.querySelector('p')?.textContent
  const focused = list.contains(document.activeElement) ? document.activeElement.closest('li') : null
  const index = [...list.children].indexOf(focused)
  const opened = new Set([...list.children].filter(item => item.querySelector('details')?.open).map(key))
  list.replaceChildren(...(shown.length ? shown.map(finding) : [make('li', 'Nothing of that kind.')]))
  const items = [...list.children]
  for (const item of items) if (opened.has(key(item))) item.querySelector('details').open = true
  // One that is gone leaves the focus to the finding that took its place, so that the next key is not lost.
  const again = focused && (items.find(item => key(item) === key(focused)) ?? items[Math.min(index, items.length - 1)])
  again?.querySelector('summary')?.focus()
}

const drawLedger = () => {
  place.essay = options($('essay'), state.ledgers.map(each => [each.slug, each.title]), place.essay)
  const ledger = state.ledgers.find(each => each.slug === place.essay)
  if (!ledger) return
  const head = make('tr')
  head.append(...['Line', `Source (${ledger.source})`, 'Fate', 'Rule and reason', 'In the book'].map(words => make('th', words, { scope: 'col' })))
  const thead = make('thead')
  thead.append(head)
  const body = make('tbody')
  const changed = new Map(ledger.changes.map(change => [change.number, change]))
  for (const line of ledger.lines) {
    const change = changed.get(line.number)
    if ($('only-changed').checked && line.fate === 'kept' && !change) continue
    const row = make('tr', '', { class: line.fate })
    const why = [line.rule, line.reason].filter(Boolean).join(': ')
    const fate = change ? `${line.fate}, changed` : line.fate
    row.append(make('th', line.number, { scope: 'row' }), make('td', line.text), make('td', fate, { class: 'fate' }), make('td', why), make('td', line.result))
    body.append(row)
  }
  $('ledger-table').replaceChildren(make('caption', `${ledger.title}: every line of the source, and what became of it`), thead, body)
}

const DRAW = { read: drawRead, pages: drawPages, notes: drawNotes, findings: drawFindings, ledger: drawLedger }

// --- news ---

const refresh = async () => {
  const before = state
  state = await (await fetch('/state')).json()
  document.title = `${state.title || 'Preview'} – preview`
  $('title').textContent = state.title || 'Preview'
  $('count').textContent = `(${state.findings.length})`
  $('error').hidden = state.error.length === 0
  $('error-list').replaceChildren(...state.error.map(finding))
  document.body.dataset.number = state.number
  DRAW[place.view]()
  for (const action of early.splice(0)) action()
  const time = new Date().toLocaleTimeString()
  say(state.error.length ? `${time}: an error; the last good book is shown` : before ? `${time}: the book was read again` : 'The book is shown as it was saved last.')
}

let queue = Promise.resolve()
const events = new EventSource('/events')
events.onmessage = () => { queue = queue.then(refresh, refresh) }
events.onerror = () => say('The preview has ended, or does not answer.')

// --- keys and buttons ---

const turn = step => {
  if (place.view === 'pages') {
    const left = leftOf(place.page)
    place.page = Math.max(0, step > 0 ? left + 2 : left - 1)
    drawPages()
  } else if (place.view === 'findings') {
    const items = [...$('finding-list').querySelectorAll('summary')]
    const here = items.indexOf(document.activeElement)
    items[Math.max(0, Math.min(items.length - 1, here + step))]?.focus()
  } else {
    const select = place.view === 'ledger' ? $('essay') : $('piece')
    const index = Math.max(0, Math.min(select.options.length - 1, select.selectedIndex + step))
    select.selectedIndex = index
    select.dispatchEvent(new Event('change'))
  }
}

const zoom = step => {
  place.dpi = STEPS[Math.max(0, Math.min(STEPS.length - 1, STEPS.indexOf(place.dpi) + step))]
  drawPages()
}

const goTo = text => {
  const wanted = text.trim()
  place.folio = state?.pages ? '' : wanted
  if (place.folio) return say(`Page ${wanted} is shown when the pages are set.`)
  const labels = state.pages.labels
  const index = wanted.startsWith('#') ? Number(wanted.slice(1)) - 1 : labels.indexOf(wanted)
  if (!(index >= 0 && index < labels.length)) return say(`There is no page ${wanted}.`)
  place.page = index
  drawPages()
  say(`Page ${labels[index]}.`)
}

const KEYS = {
  n: () => turn(1),
  p: () => turn(-1),
  '+': () => zoom(1),
  '-': () => zoom(-1),
  g: () => (place.view === 'pages' ? $('folio') : place.view === 'ledger' ? $('essay') : $('piece')).focus(),
  e: () => document.activeElement?.closest('li')?.querySelector('details')?.toggleAttribute('open'),
  '?': () => $('help').showModal(),
}

// A change of `location.hash` would move the focus, and later than the next key: `pushState` does not.
VIEWS.forEach((view, index) => { KEYS[index + 1] = () => { goToView(view); history.pushState(null, '', `#${view}`) } })

const act = action => (state ? action() : early.push(action))

document.addEventListener('keydown', event => {
  const isTyping = event.target.matches('input:not([type=checkbox]), select')
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping || $('help').open || !Object.hasOwn(KEYS, event.key)) return
  act(KEYS[event.key])
  event.preventDefault()
})
$('frame').addEventListener('load', followFrame)
$('piece').addEventListener('change', () => { place.piece = $('piece').value; drawRead() })
$('essay').addEventListener('change', () => { place.essay = $('essay').value; drawLedger() })
$('only-changed').addEventListener('change', () => drawLedger())
$('findings').addEventListener('change', () => drawFindings())
$('folio').addEventListener('keydown', event => { if (event.key === 'Enter') goTo($('folio').value) })
for (const [id, action] of Object.entries({
  'previous-piece': () => turn(-1), 'next-piece': () => turn(1), 'previous-spread': () => turn(-1),
  'next-spread': () => turn(1), smaller: () => zoom(-1), larger: () => zoom(1), 'help-button': () => $('help').showModal(),
})) $(id).addEventListener('click', () => act(action))
addEventListener('hashchange', () => goToView(location.hash.slice(1)))
show(location.hash.slice(1))
