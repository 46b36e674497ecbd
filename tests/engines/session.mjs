// session.mjs CHROMIUM MODULES   One browser with one reading engine at a time, led by lines of JSON.
//
// Each line on standard input is a command, {"do": …}; each is answered by one line, {"value": …} or {"error": …}.
// The browser reaches nothing but the small server that is started here.

import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const [chromium, modules] = process.argv.slice(2)
const puppeteer = createRequire(`${modules}/`)('puppeteer-core')
const engines = path.dirname(fileURLToPath(import.meta.url))

const LIMIT = 20_000 // milliseconds that an engine may take to open a book or to follow a link
const STEADY = 3 // looks in a row at which nothing has moved
const PAUSE = 40 // milliseconds between two looks
const TYPES = { '.js': 'text/javascript', '.html': 'text/html', '.epub': 'application/epub+zip' }

let book, page, log

const pathOf = url => {
    const name = decodeURIComponent(new URL(url, 'http://here').pathname)
    if (name === '/book.epub') return book
    return name.startsWith('/modules/') ? path.join(modules, name.slice('/modules'.length)) : path.join(engines, name)
}

const server = createServer(async (request, response) => {
    const file = pathOf(request.url)
    const found = await stat(file).catch(() => null)
    if (!found?.isFile()) return response.writeHead(404).end()
    response.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream' })
    createReadStream(file).pipe(response)
})
await new Promise(done => server.listen(0, '127.0.0.1', done))
const base = `http://127.0.0.1:${server.address().port}`

const browser = await puppeteer.launch({
    executablePath: chromium,
    args: [
        '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage',
        '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
})

const isOurs = url => url.startsWith(`${base}/`) || /^(blob|data|about):/.test(url)

const listen = () => {
    log = []
    page.on('console', message => { if (message.type() === 'error') log.push(`console: ${message.text()}`) })
    page.on('pageerror', error => log.push(`error: ${error.message}`))
    page.on('request', request => { if (!isOurs(request.url())) log.push(`request: ${request.url()}`) })
    page.on('response', response => { if (!response.ok()) log.push(`${response.status()}: ${response.url()}`) })
}

// Between two files an engine may show none.
const where = () =>
    page.evaluate(() => JSON.stringify([reader.file(), reader.words(), reader.popUps()])).catch(() => null)

const steadyAfter = async before => {
    const end = Date.now() + LIMIT
    for (let last = before, same = 0; same < STEADY;) {
        if (Date.now() > end) throw new Error('the engine shows what it showed before')
        await new Promise(done => setTimeout(done, PAUSE))
        const now = await where()
        same = now && now === last && now !== before ? same + 1 : 0
        last = now
    }
}

// Every node below one, those of frames and of shadow trees too.
function* below(node) {
    yield node
    for (const child of [...node.children ?? [], ...node.shadowRoots ?? [], ...node.contentDocument ? [node.contentDocument] : []])
        yield* below(child)
}

const COMMANDS = {
    async open({ path, engine, width, height, dark, ...settings }) {
        await page?.close()
        book = path
        page = await browser.newPage()
        listen()
        await page.setViewport({ width, height })
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }])
        await page.goto(`${base}/${engine}.html?${new URLSearchParams({ ...settings, dark, book: '/book.epub' })}`)
        await page.waitForFunction(() => globalThis.reader, { timeout: LIMIT })
    },
    ask: ({ name, values }) => page.evaluate((name, values) => reader[name](...values), name, values),
    async click({ selector }) {
        await page.evaluate(selector => reader.bring(selector), selector)
        const before = await where()
        await page.mouse.click(...await page.evaluate(selector => reader.point(selector), selector))
        await steadyAfter(before)
    },
    // The fonts in which the words of the file that is shown are really drawn, with the number of their glyphs.
    async fonts() {
        const session = await page.createCDPSession()
        await session.send('DOM.enable')
        await session.send('CSS.enable')
        const { root } = await session.send('DOM.getDocument', { depth: -1, pierce: true })
        const file = [...below(root)].filter(({ nodeName, contentDocument }) => nodeName === 'IFRAME' && contentDocument).at(-1)
        const drawn = {}
        for (const { nodeId, nodeName } of below(file.contentDocument)) {
            if (nodeName !== '#text') continue
            const { fonts } = await session.send('CSS.getPlatformFontsForNode', { nodeId })
            for (const { postScriptName, isCustomFont, glyphCount } of fonts) {
                const name = `${isCustomFont ? 'book' : 'system'}: ${postScriptName}`
                drawn[name] = (drawn[name] ?? 0) + glyphCount
            }
        }
        await session.detach()
        return drawn
    },
    async picture({ path }) { await page.screenshot({ path }) },
    log: () => log,
}

for await (const line of createInterface({ input: process.stdin })) {
    const { do: name, ...values } = JSON.parse(line)
    const answer = await Promise.resolve(COMMANDS[name](values))
        .then(value => ({ value: value ?? null }), error => ({ error: String(error) }))
    process.stdout.write(`${JSON.stringify(answer)}\n`)
}
await browser.close()
server.close()
