// preview.mjs CHROMIUM MODULES   A browser on one page, led by lines of JSON: {"do": …}, answered by {"value": …}.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'

const [chromium, modules] = process.argv.slice(2)
const load = createRequire(`${modules}/`)
const puppeteer = load('puppeteer-core')
const axe = readFileSync(load.resolve('@daisy/axe-core-for-ace/axe.min.js'), 'utf8')
const LIMIT = 120_000 // milliseconds that something may take to come true, also on a busy machine

const browser = await puppeteer.launch({
    executablePath: chromium,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
})
let page, log = []

const COMMANDS = {
    async open({ url, dark, width = 1200, height = 900 }) {
        await page?.close()
        page = await browser.newPage()
        log = []
        page.on('console', message => { if (message.type() === 'error') log.push(`console: ${message.text()}`) })
        page.on('pageerror', error => log.push(`error: ${error.message}`))
        page.on('request', request => { if (!request.url().startsWith(new URL(url).origin)) log.push(`request: ${request.url()}`) })
        await page.setViewport({ width, height })
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }])
        await page.goto(url)
    },
    wait: ({ until }) => page.waitForFunction(until, { timeout: LIMIT, polling: 50 }).then(() => true),
    ask: ({ what }) => page.evaluate(what),
    press: ({ key }) => page.keyboard.press(key),
    type: ({ text }) => page.keyboard.type(text),
    picture: ({ path }) => page.screenshot({ path }),
    log: () => log,
    // The policy of the page lets no script in but its own, so the judge comes by way of the browser itself.
    async faults() {
        const session = await page.createCDPSession()
        await session.send('Page.setBypassCSP', { enabled: true })
        await page.evaluate(axe)
        const found = await page.evaluate(() => axe.run(document, { iframes: false }))
        return found.violations.map(each => `${each.id}: ${each.nodes.map(node => node.html).join(' ').slice(0, 300)}`)
    },
}

for await (const line of createInterface({ input: process.stdin })) {
    const { do: name, ...values } = JSON.parse(line)
    const answer = await Promise.resolve().then(() => COMMANDS[name](values)).then(
        value => ({ value: value ?? null }), error => ({ error: String(error) }))
    process.stdout.write(`${JSON.stringify(answer)}\n`)
}
await browser.close()
