import { existsSync, globSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { content } from '#content'
import { cleaned } from '#core/fragments/markup.ts'
import { analyse } from '#core/questions/analyse.ts'
import { namesOf } from '#core/questions/names.ts'
import { questions, viewOf } from '#core/questions/registry.ts'
import { textOf as textOfSaid } from '#core/questions/said.ts'
import { scopedRecord } from '#core/questions/toolkit/scoped-record.ts'
import { buildSite } from '../support/built-site.ts'
import { all, type Element, elementsOf, hasClass, textOf } from '../support/elements.ts'
import { toldRecord, writeBundle } from '../support/told-record.ts'

/** The pages of figures as Astro builds them from a small record with hostile titles in it. */

const told = toldRecord()
const { site } = content
let bundle = ''
let dist = ''

beforeAll(async () => {
	bundle = await mkdtemp(join(tmpdir(), 'tidemark-bundle-'))
	writeBundle(bundle, told)
	dist = await buildSite(bundle)
})

afterAll(async () => {
	for (const folder of [bundle, dist])
		if (folder !== '') await rm(folder, { recursive: true, force: true })
})

const read = (path: string) => readFileSync(join(dist, path), 'utf8')

/** What stands in `<main>`. */
function mainOf(path: string): Element {
	const page = read(path)
	return elementsOf(page.slice(page.indexOf('<main'), page.indexOf('</main>') + '</main>'.length))
}

const plain = (text: string) => cleaned(text).replace(/\s+/g, ' ').trim()
const textIn = (element: Element) => plain(textOf(element).replaceAll('¦', ' '))
const answers = new Map(
	questions.map((question) => {
		const analysis = analyse(question, scopedRecord(told.record, {}), {})
		return [question.name, { analysis, view: viewOf(analysis, namesOf(told.record)) }] as const
	}),
)

describe('a page of figures', () => {
	test.each(questions)('$name: asks, answers, and shows every table and chart', ({ name }) => {
		const { analysis, view } = answers.get(name) ?? raise()
		const main = mainOf(`analysis/${name}.html`)
		const text = textIn(main)
		expect(text).toContain(plain(analysis.asks))
		expect(text).toContain(plain(analysis.method))
		const [lede] = all(main, (element) => hasClass(element, 'lede'))
		expect(textIn(lede ?? raise())).toBe(
			view ? plain(textOfSaid(view.answer)) : plain(analysis.refused ?? ''),
		)
		for (const { id, table, chart } of view?.sections ?? []) {
			const [section] = all(main, (element) => element.attributes.get('id') === id)
			const own = section ?? raise()
			const rows = all(own, (element) => element.name === 'tr').length
			if (table && table.rows.length > 0 && table.transposed !== true)
				expect(rows, id).toBe(table.rows.length + 1)
			const charts = all(own, (element) => element.attributes.get('role') === 'img')
			expect(charts.length, id).toBe(chart ? 1 : 0)
		}
	})

	test('titles of others stay text, in order and without marks that turn its direction', () => {
		for (const path of globSync('analysis/**/*.html', { cwd: dist })) {
			const page = read(path)
			expect(page, path).not.toMatch(/<img|onerror="/)
			expect(page, path).not.toMatch(/\bNaN\b|\bundefined\b|\bInfinity\b|\[object /)
			expect(page, path).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/)
		}
	})

	test('says what it rests on, and how to repeat and cite it', () => {
		const { analysis } = answers.get('relapse') ?? raise()
		const text = textIn(mainOf('analysis/relapse.html'))
		const hash = analysis.inputHash
		expect(text).toContain(`Input ${hash}: equal hashes are equal figures.`)
		expect(text).toContain('tidemark analyse relapse')
		expect(text).toContain(`Cite as: ${site.name}, “${analysis.asks}” (all providers)`)
		expect(text).toContain(
			`method ${analysis.version}, input ${hash.slice(0, 16)}. ` +
				`${site.address.replace(/\/$/, '')}/analysis/relapse`,
		)
		expect(text).toContain(`Licence: ${site.licence.name}.`)
	})

	test('offers files that are there, each in its section', () => {
		const files = globSync('analysis/*.html', { cwd: dist }).flatMap((path) =>
			all(mainOf(path), (element) => element.attributes.has('download')).map(
				(link) => link.attributes.get('href') ?? '',
			),
		)
		expect(files.length).toBeGreaterThan(20)
		for (const file of files) expect(existsSync(join(dist, file)), file).toBe(true)
	})

	test('has a chart with a text for those who do not see it, and a legend', () => {
		const main = mainOf('analysis/relapse.html')
		const [chart] = all(main, (element) => element.attributes.get('role') === 'img')
		const labels = chart?.attributes.get('aria-labelledby')?.split(' ') ?? []
		expect(labels).toHaveLength(2)
		for (const label of labels) {
			const [found] = all(main, (element) => element.attributes.get('id') === label)
			expect(textIn(found ?? raise())).not.toBe('')
		}
		expect(all(main, (element) => hasClass(element, 'legend')).length).toBeGreaterThan(0)
	})

	test('the other cuts are plain links, and this one is marked', () => {
		const [provider] = told.record.providers
		const path = `/analysis/relapse/${provider?.id}`
		const main = mainOf(`${path.slice(1)}.html`)
		const [cuts] = all(main, (element) => hasClass(element, 'cuts'))
		const links = all(cuts ?? raise(), (element) => element.name === 'a')
		expect(links[0]?.attributes.get('href')).toBe('/analysis/relapse')
		const here = links.filter((link) => link.attributes.get('aria-current') === 'page')
		expect(here.map((link) => link.attributes.get('href'))).toEqual([path])
		expect(textIn(main)).toContain(`tidemark analyse --provider ${provider?.id} relapse`)
	})
})

test('the list has every question with its answer, and the ways to its cuts', () => {
	const main = mainOf('analysis.html')
	const titles = all(main, (element) => element.name === 'h3')
	expect(titles.map(textIn)).toEqual(questions.map(({ asks }) => plain(asks)))
	const text = textIn(main)
	for (const { analysis, view } of answers.values())
		expect(text).toContain(plain(view ? textOfSaid(view.answer) : (analysis.refused ?? '')))
})

test('the comparison stands at an address of its own too, with the same words', () => {
	const [short, long] = ['compare.html', 'analysis/comparison.html'].map((path) =>
		textIn(mainOf(path)).replaceAll('/compare', '/analysis/comparison'),
	)
	expect(short).toBe(long)
})

function raise(): never {
	throw new Error('the page lacks what this test needs')
}
