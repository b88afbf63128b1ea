import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, join, sep } from 'node:path'
import * as z from 'zod/mini'
import { inconsistencies } from '#core/content/consistency.ts'
import { type Essay, readEssay } from '#core/content/essay.ts'
import { readBySchema, shortText } from '#core/content/issues.ts'
import { readPostmortem } from '#core/content/postmortem.ts'
import { canonicalJson, sha256Hex } from '#core/hash.ts'
import {
	Annotation,
	CapturedChange,
	Claim,
	Classification,
	type Content,
	EpisodeContent,
	Reading,
} from '#core/model/content.ts'
import type { SiteHeader } from '#core/model/documents.ts'
import { Provider, Site, type Source } from '#core/model/provider.ts'
import { PublishedShare } from '#core/model/published.ts'
import { Cause, Commitment, ServicePromise } from '#core/model/register.ts'
import { Coverage } from '#core/model/timeline.ts'
import { platformOf } from '#core/platforms/index.ts'

/** Reads `content/` and finds every problem at once. */

export interface ContentProblem {
	/** The file, relative to the folder that holds `content`. */
	readonly file: string
	readonly path: string
	readonly expected: string
	readonly got: string
}

/** A noun together with the file it was read from. */
interface Placed<T> {
	readonly file: string
	readonly value: T
}

/**
 * All content below `folder`; `content` is absent when anything is wrong. File order, and so array
 * order, is by path.
 */
export function readContent(folder: string): {
	readonly content?: Content
	readonly problems: readonly ContentProblem[]
} {
	const problems: ContentProblem[] = []
	const reader = new Reader(folder, problems)
	const [site] = reader.all('site.json', Site)
	const providers = reader.all('providers/*.json', Provider)
	const episodes = reader.all('episodes/*.json', EpisodeContent)
	const annotations = reader.lists('annotations/**/*.json', Annotation)
	const claims = reader.lists('claims/**/*.json', Claim)
	const readings = reader.lists('readings/**/*.json', Reading)
	const coverage = reader.lists('coverage/*.json', Coverage)
	const promises = reader.lists('promises/*.json', ServicePromise)
	const causes = reader.lists('causes/*.json', Cause)
	const commitments = reader.lists('commitments/*.json', Commitment)
	const published = reader.lists('published/*.json', PublishedShare)
	const classes = reader.lists('classes/*.json', Classification)
	const changes = reader.lists('changes/*.json', CapturedChange)
	reader.postmortems()
	reader.essays()
	if (!existsSync(join(folder, 'site.json')))
		problems.push({ file: reader.name('site.json'), path: '', expected: 'a file', got: 'nothing' })
	for (const { file, value } of [...providers, ...episodes]) {
		if (basename(file, '.json') !== value.id)
			problems.push({
				file,
				path: 'id',
				expected: `${JSON.stringify(basename(file, '.json'))}, the name of its file`,
				got: shortText(value.id),
			})
	}
	const values = <T>(placed: readonly Placed<T>[]) => placed.map(({ value }) => value)
	const content = site && {
		site: site.value,
		providers: values(providers),
		episodes: values(episodes),
		annotations: values(annotations),
		claims: values(claims),
		readings: values(readings),
		coverage: values(coverage),
		promises: values(promises),
		causes: values(causes),
		commitments: values(commitments),
		published: values(published),
		classes: values(classes),
		changes: values(changes),
	}
	if (content && problems.length === 0) {
		const files = new Map<string, string>()
		for (const { file, value } of providers) files.set(`providers/${value.id}`, file)
		for (const { file, value } of episodes) files.set(`episodes/${value.id}`, file)
		for (const { file, value } of annotations) files.set(`annotations/${value.id}`, file)
		for (const { file, value } of claims) files.set(`claims/${value.id}`, file)
		for (const { file, value } of readings) files.set(`readings/${value.id}`, file)
		for (const [index, { file }] of coverage.entries()) files.set(`coverage/${index}`, file)
		for (const { file, value } of promises) files.set(`promises/${value.id}`, file)
		for (const { file, value } of causes)
			files.set(`causes/${value.provider}/${value.incident}`, file)
		for (const { file, value } of commitments) files.set(`commitments/${value.id}`, file)
		for (const { file, value } of published) files.set(`published/${value.id}`, file)
		for (const { file, value } of classes) files.set(`classes/${value.subject}`, file)
		for (const { file, value } of changes) files.set(`changes/${value.id}`, file)
		for (const { subject, ...rest } of inconsistencies(content, checkSource))
			problems.push({ file: files.get(subject) ?? reader.name(subject), ...rest })
	}
	return content && problems.length === 0 ? { content, problems } : { problems }
}

/** `content/providers/claude.json: surfaces[0].id: expected …, got …` */
export function problemText(problem: ContentProblem): string {
	return `${problem.file}: ${problem.path ? `${problem.path}: ` : ''}expected ${problem.expected}, got ${problem.got}`
}

/** What a source's platform says against it. */
export function checkSource(source: Source): readonly string[] {
	try {
		return platformOf(source.platform).checkOptions(source.options)
	} catch (error) {
		return [error instanceof Error ? error.message : String(error)]
	}
}

/**
 * The essays below `folder`, each with its file, and what is wrong with those that cannot be read.
 */
export function readEssays(folder: string): {
	readonly essays: readonly Placed<Essay>[]
	readonly problems: readonly ContentProblem[]
} {
	const read = globSync('analysis/*.md', { cwd: folder })
		.sort()
		.map((path) => ({
			file: `${basename(folder)}/${path.split(sep).join('/')}`,
			...readEssay(basename(path, '.md'), readFileSync(join(folder, path), 'utf8')),
		}))
	return {
		essays: read.flatMap(({ file, value }) => (value ? [{ file, value }] : [])),
		problems: read.flatMap(({ file, complaints }) =>
			complaints.map((complaint) => ({ file, ...complaint })),
		),
	}
}

class Reader {
	readonly #folder: string
	readonly #problems: ContentProblem[]

	constructor(folder: string, problems: ContentProblem[]) {
		this.#folder = folder
		this.#problems = problems
	}

	name(path: string): string {
		return `${basename(this.#folder)}/${path.split(sep).join('/')}`
	}

	/** Files that hold one noun each. */
	all<T>(pattern: string, schema: z.ZodMiniType<T>): Placed<T>[] {
		return globSync(pattern, { cwd: this.#folder })
			.sort()
			.flatMap((path) => this.#read(path, schema))
	}

	/** Files that hold an array of nouns. */
	lists<T>(pattern: string, schema: z.ZodMiniType<T>): Placed<T>[] {
		return this.all(pattern, z.array(schema)).flatMap(({ file, value }) =>
			value.map((entry) => ({ file, value: entry })),
		)
	}

	/** The editors' long texts: the site reads them itself, here they are only looked at. */
	postmortems(): void {
		for (const path of globSync('postmortems/*.md', { cwd: this.#folder }).sort()) {
			const { complaints } = readPostmortem(
				basename(path, '.md'),
				readFileSync(join(this.#folder, path), 'utf8'),
			)
			this.#problems.push(
				...complaints.map((complaint) => ({ file: this.name(path), ...complaint })),
			)
		}
	}

	/** The essays, without the figures that a record would have to give. */
	essays(): void {
		this.#problems.push(...readEssays(this.#folder).problems)
	}

	#read<T>(path: string, schema: z.ZodMiniType<T>): Placed<T>[] {
		const file = this.name(path)
		let json: unknown
		try {
			json = JSON.parse(readFileSync(join(this.#folder, path), 'utf8'))
		} catch (error) {
			this.#problems.push({
				file,
				path: '',
				expected: 'JSON',
				got: error instanceof Error ? error.message : String(error),
			})
			return []
		}
		const { value, complaints } = readBySchema(schema, json)
		this.#problems.push(...complaints.map((complaint) => ({ file, ...complaint })))
		return value === undefined ? [] : [{ file, value }]
	}
}

/**
 * The text of the module `#content` from a content folder, and whose it is; with problems, all of
 * them and no module.
 */
export function contentModule(folder: string): {
	readonly module?: { readonly text: string; readonly site: SiteHeader }
	readonly problems: readonly string[]
} {
	const { content, problems } = readContent(folder)
	if (!content) return { problems: problems.map(problemText) }
	const canonical = canonicalJson(content)
	const text = [
		"import type { Content } from '#core/model/content.ts'",
		'',
		`export const contentHash: string = '${sha256Hex(canonical)}'`,
		`export const content: Content = ${JSON.stringify(JSON.parse(canonical), null, '\t')}`,
		'',
	].join('\n')
	return { module: { text, site: content.site }, problems: [] }
}

/** A JSON Schema of provider files, for editors that complete and check while one types. */
export function providerSchema(): string {
	const schema = z.toJSONSchema(Provider, { unrepresentable: 'any' })
	const properties = { $schema: { type: 'string' }, ...schema.properties }
	return `${JSON.stringify({ ...schema, properties }, null, '\t')}\n`
}
