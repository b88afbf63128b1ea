import { existsSync, globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type Essay, readEssay } from '#core/content/essay.ts'
import type { ContentIssue } from '#core/content/issues.ts'
import { type Ask, essayFigures, isCarried } from '#core/essays/essay-figures.ts'
import { canonicalJson } from '#core/hash.ts'
import type { Analysis } from '#core/model/analysis.ts'
import {
	essayPage,
	essaysPage,
	type FilledEssay,
	vendorSlug,
} from '#core/publish/html/essay-pages.ts'
import {
	type PromiseSheet,
	promiseSheetPage,
	promiseSheets,
} from '#core/publish/html/promise-sheet.ts'
import { PromisesFigures } from '#core/questions/promises/figures.ts'
import { addresses } from '#core/text/addresses.ts'
import { analyses, analysisOf } from './analyses.ts'
import { bundle } from './bundle.ts'
import { site } from './record.ts'
import type { StaticPage } from './static-pages.ts'

/** The pages of the essays that this record carries, and of the sheets on promises. */
export async function essayPages(): Promise<StaticPage[]> {
	const { record } = await bundle()
	const essays = await filledEssays()
	const carried = essays.map(({ essay }) => essay)
	const sheets = await sheetsOfPromises()
	const titles = new Map<string, string>([
		...record.incidents.map(
			({ provider, id, title }) => [`incidents/${provider}/${id}`, title] as const,
		),
		...record.episodes.map(({ id, title }) => [`episodes/${id}`, title] as const),
		...record.providers.map(({ id, name }) => [`providers/${id}`, name] as const),
	])
	const sources = { claims: record.claims, vendors: sheets.map(({ vendor }) => vendor), titles }
	return [
		...(carried.length > 0 ? [{ path: addresses.essays, parts: essaysPage(carried, site) }] : []),
		...essays.map((filled) => ({
			path: addresses.essay(filled.essay.slug),
			parts: essayPage(filled, sources, site),
		})),
		...sheets.map((sheet) => ({
			path: addresses.promiseSheet(vendorSlug(sheet.vendor)),
			parts: promiseSheetPage(sheet, site),
		})),
	]
}

/** The essays that this record carries, for lists of them. */
export async function carriedEssays(): Promise<readonly Essay[]> {
	const { record } = await bundle()
	return (await readEssays()).filter((essay) => isCarried(essay, record))
}

/**
 * Throws an Error with every figure that the record does not give: file, line, what was expected
 * and what is there.
 */
async function filledEssays(): Promise<FilledEssay[]> {
	const { record } = await bundle()
	const essays = await carriedEssays()
	const answers = new Map<string, Analysis>()
	for (const analysis of await analyses()) answers.set(keyOf(analysis.name, {}), analysis)
	for (const { question, scope } of essays.flatMap(({ figures }) => figures)) {
		const key = keyOf(question, scope)
		if (!answers.has(key)) answers.set(key, await analysisOf(question, scope))
	}
	const ask: Ask = (question, scope) => {
		const answer = answers.get(keyOf(question, scope))
		if (!answer) throw new Error(`${question} was not asked`)
		return answer
	}
	const filled = essays.map((essay) => ({ essay, ...essayFigures(essay, ask, record.claims) }))
	refuse(filled.flatMap(({ essay, issues }) => told(`${essay.slug}.md`, issues)))
	return filled
}

function keyOf(question: string, scope: Analysis['scope']): string {
	return `${question} ${canonicalJson(scope)}`
}

/** What vendors promise, where the record has a register of it. */
async function sheetsOfPromises(): Promise<PromiseSheet[]> {
	const analysis = (await analyses()).find(({ name }) => name === 'promises')
	return analysis?.figures === undefined
		? []
		: promiseSheets(analysis, PromisesFigures.parse(analysis.figures))
}

const folder = 'content/analysis'

async function readEssays(): Promise<Essay[]> {
	const files = existsSync(folder) ? globSync('*.md', { cwd: folder }).sort() : []
	const read = await Promise.all(
		files.map(async (file) => ({
			file,
			...readEssay(basename(file, '.md'), await readFile(join(folder, file), 'utf8')),
		})),
	)
	refuse(read.flatMap(({ file, issues }) => told(file, issues)))
	return read.flatMap(({ value }) => value ?? [])
}

function told(file: string, issues: readonly ContentIssue[]): string[] {
	return issues.map(
		({ path, expected, got }) => `${folder}/${file}: ${path}: expected ${expected}, got ${got}`,
	)
}

function refuse(problems: readonly string[]): void {
	if (problems.length > 0) throw new Error(problems.join('\n'))
}
