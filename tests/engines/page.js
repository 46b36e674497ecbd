// What a person sees of the document that an engine shows, and what the styles of book and engine come to there.

const frameOf = doc => doc.defaultView.frameElement.getBoundingClientRect()

function* textNodes(doc) {
    const walker = doc.createTreeWalker(doc.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) yield walker.currentNode
}

// The part of the window that the engine leaves free for the text: what is around it cuts off the rest.
const openingFor = doc => {
    const opening = { left: 0, top: 0, right: innerWidth, bottom: innerHeight }
    for (let at = doc.defaultView.frameElement; at; at = at.parentElement ?? at.getRootNode().host) {
        if (getComputedStyle(at).overflowX === 'visible') continue
        const { left, top, right, bottom } = at.getBoundingClientRect()
        opening.left = Math.max(opening.left, left)
        opening.top = Math.max(opening.top, top)
        opening.right = Math.min(opening.right, right)
        opening.bottom = Math.min(opening.bottom, bottom)
    }
    return opening
}

const isInView = (rect, frame, opening) => {
    const x = frame.left + rect.left + rect.width / 2
    const y = frame.top + rect.top + rect.height / 2
    return x >= opening.left && x <= opening.right && y >= opening.top && y <= opening.bottom
}

// The words whose middle is on the screen, in the order of the document.
export const wordsInView = doc => {
    const frame = frameOf(doc)
    const opening = openingFor(doc)
    const range = doc.createRange()
    let text = ''
    for (const node of textNodes(doc))
        for (const { 0: piece, index } of node.data.matchAll(/\S+\s*/g)) {
            range.setStart(node, index)
            range.setEnd(node, index + piece.trimEnd().length)
            // At a break the range also has an empty rectangle in the line before.
            const rect = [...range.getClientRects()].find(({ width }) => width > 0)
            if (rect && isInView(rect, frame, opening)) text += piece
        }
    return text
}

// The middle of the first line of an element, in pixels of the window.
export const pointOf = element => {
    const frame = frameOf(element.ownerDocument)
    const [line] = element.getClientRects()
    return [frame.left + line.left + line.width / 2, frame.top + line.top + line.height / 2]
}

const nameOf = element => [element.localName, ...element.classList].join('.')

// What is wider than the screen, or than the column that the engine lays out.
export const overflows = doc => {
    const root = doc.documentElement
    const columns = [root, doc.body].map(element => doc.defaultView.getComputedStyle(element).columnWidth)
    const column = columns.map(parseFloat).find(width => width > 0)
    const limit = (column || root.clientWidth) + 1
    const range = doc.createRange()
    const linesOf = node => {
        range.selectNode(node)
        return range.getClientRects()
    }
    const isWide = boxes => [...boxes].some(({ width }) => width > limit)
    const elements = [...doc.body.querySelectorAll('*')].filter(element => isWide(element.getClientRects()))
    const words = [...textNodes(doc)].filter(node => isWide(linesOf(node))).map(node => node.parentElement)
    const found = [...new Set([...elements, ...words].map(nameOf))]
    if (!column && root.scrollWidth > root.clientWidth) found.push(`${root.scrollWidth} in ${root.clientWidth} pixels`)
    return found
}

// Text cannot be told from a transparent ground: the ground is the nearest that is painted, at last the window's own.
const groundOf = element => {
    const view = element.ownerDocument.defaultView
    for (let at = element; at; at = at.parentElement) {
        const { backgroundColor } = view.getComputedStyle(at)
        if (!/^rgba\(.*, 0\)$/.test(backgroundColor)) return backgroundColor
    }
    const probe = element.ownerDocument.createElementNS('http://www.w3.org/1999/xhtml', 'i')
    probe.style.backgroundColor = 'Canvas'
    element.ownerDocument.documentElement.append(probe)
    const { backgroundColor } = view.getComputedStyle(probe)
    probe.remove()
    return backgroundColor
}

// One record for every element that has words of its own.
export const textStyles = doc => {
    const elements = new Set([...textNodes(doc)].filter(node => node.data.trim()).map(node => node.parentElement))
    return [...elements].map(element => {
        const { color, fontFamily, fontSize } = doc.defaultView.getComputedStyle(element)
        return {
            element: nameOf(element), color, ground: groundOf(element), family: fontFamily, size: parseFloat(fontSize),
        }
    })
}

// What an engine's page offers to the tests, given the few things that each engine does in its own way.
export const readerOf = ({ contents, pages, titles, go, next, bring, current, popUps = [] }) => {
    const find = selector => current().doc.querySelector(selector)
    return {
        contents,
        pages,
        titles,
        go,
        next,
        bring: selector => bring(find(selector)),
        point: selector => pointOf(find(selector)),
        file: () => current().file,
        words: () => wordsInView(current().doc),
        overflows: () => overflows(current().doc),
        textStyles: () => textStyles(current().doc),
        popUps: () => popUps,
    }
}

export const settings = Object.fromEntries(new URLSearchParams(location.search))

export const flat = (entries, depth = 0) =>
    entries.flatMap(({ label, href, subitems }) =>
        [[depth, label.trim(), href], ...flat(subitems ?? [], depth + 1)])
