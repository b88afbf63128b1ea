import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildSite } from '../support/built-site.ts'

/**
 * Every link of the site that is built from the committed archive leads somewhere: to a file, to a
 * place on a page, or to what the Worker answers.
 */

/**
 * What no file answers. Incidents and episodes that are open or recent are the Worker's too, so
 * their pages may be absent.
 */
const workers =
	/^\/(now|at|snapshots|api\/v1|feeds|badges|calendar|statuspage|metrics|llms\.txt|report)(?=[/.?#]|$)/

let dist = ''
const pages = new Map<string, string>()

beforeAll(async () => {
	dist = await buildSite('content/archive')
	for (const path of globSync('**/*.html', { cwd: dist }))
		if (!path.startsWith('shell/'))
			pages.set(addressOf(path), readFileSync(join(dist, path), 'utf8'))
})

afterAll(() => rm(dist, { recursive: true, force: true }))

function addressOf(file: string): string {
	return `/${file.replace(/\.html$/, '').replace(/^index$/, '')}`
}

const linksOf = (page: string) =>
	[...page.matchAll(/\shref="([^"]*)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'))
const idsOf = (page: string) =>
	new Set([...page.matchAll(/\sid="([^"]*)"/g)].map(([, id = '']) => id))

test('the pages are there', () => {
	for (const path of [
		'/',
		'/providers',
		'/archive',
		'/claims',
		'/corrections',
		'/postmortems',
		'/methodology',
		'/subscribe',
		'/api',
		'/about',
		'/privacy',
	])
		expect([...pages.keys()]).toContain(path)
})

test('every link of the site leads somewhere', () => {
	const anchors = new Map([...pages].map(([path, page]) => [path, idsOf(page)]))
	const broken = [...pages].flatMap(([path, page]) =>
		[...new Set(linksOf(page))]
			.filter((href) => !/^(https?:|mailto:)/.test(href) && !leadsSomewhere(href, path, anchors))
			.map((href) => `${path}: ${href}`),
	)
	expect(broken).toEqual([])
})

function leadsSomewhere(
	href: string,
	from: string,
	anchors: ReadonlyMap<string, ReadonlySet<string>>,
): boolean {
	const [address = '', fragment] = href.split('#')
	const path = address === '' ? from : address
	const ids = anchors.get(path)
	if (ids) return fragment === undefined || ids.has(decodeURIComponent(fragment))
	return workers.test(path) || existsSync(join(dist, decodeURIComponent(path)))
}

test('what a postmortem is about leads to it, and nothing else does', () => {
	const accounts = JSON.parse(readFileSync(join(dist, 'data/postmortems.json'), 'utf8')) as {
		slug: string
		subject: string
	}[]
	const written = readdirSync('content/postmortems')
	expect(accounts.map(({ slug }) => `${slug}.md`).sort()).toEqual(written.sort())
	const leading = [...pages].filter(([, page]) => page.includes('<strong>Postmortem:</strong>'))
	expect(leading.map(([path]) => path)).toEqual(
		expect.arrayContaining([
			'/episodes/claude-2026-03-02',
			'/incidents/claude/0ghc53zpsfmt',
			'/episodes/ai-2026-09-03',
			'/incidents/grok/INC25664c15',
		]),
	)
	// A page leads to the account of itself or of the episode that it is part of.
	const isOwn = ([path, page]: readonly [string, string]) =>
		accounts.some(
			({ slug, subject }) =>
				page.includes(`href="/postmortems/${slug}">`) &&
				(path === `/${subject}` || page.includes(`href="/${subject}"`)),
		)
	expect(leading.filter((entry) => !isOwn(entry)).map(([path]) => path)).toEqual([])
})

test('no page is reached by nobody', () => {
	const reached = new Set(
		[...pages.values()].flatMap(linksOf).map((href) => href.split('#')[0] ?? ''),
	)
	expect([...pages.keys()].filter((path) => path !== '/404' && !reached.has(path))).toEqual([])
})
