import type { Annotation, CapturedChange, Content } from '#core/model/content.ts'
import type { Alias, Provider, Source } from '#core/model/provider.ts'
import { compareInstants } from '#core/time/time.ts'
import { type ContentIssue, shortText } from './issues.ts'
import { inconsistentRegisters } from './registers.ts'

/** What a schema cannot see: things that name each other. */

/**
 * An issue with the noun it concerns: `providers/claude`, `episodes/claude-2026-03-02`,
 * `annotations/<id>`, `claims/<id>`, `readings/<id>`, `coverage/<index>`, `promises/<id>`,
 * `causes/<provider>/<incident>`, `commitments/<id>`, `published/<id>`, `classes/<subject>` or
 * `changes/<id>`.
 */
export interface Inconsistency extends ContentIssue {
	readonly subject: string
}

/**
 * Says which options of a source its platform refuses; a platform that is not registered is one
 * sentence too.
 */
export type SourceCheck = (source: Source) => readonly string[]

/** Every contradiction within the content, in a fixed order. */
export function inconsistencies(content: Content, checkSource: SourceCheck): Inconsistency[] {
	return [
		...repeated(content.providers, 'providers'),
		...repeated(content.episodes, 'episodes'),
		...repeated(content.annotations, 'annotations'),
		...repeated(content.claims, 'claims'),
		...repeated(content.readings, 'readings'),
		...repeated(content.promises, 'promises'),
		...repeated(content.commitments, 'commitments'),
		...repeated(content.published, 'published'),
		...content.providers.flatMap((provider) =>
			ofProvider(provider, content, checkSource).map((found) => ({
				subject: `providers/${provider.id}`,
				...found,
			})),
		),
		...ofEpisodes(content),
		...content.annotations.flatMap((note) =>
			ofNote(note, content).map((found) => ({ subject: `annotations/${note.id}`, ...found })),
		),
		...content.claims.flatMap((note) =>
			ofNote(note, content).map((found) => ({ subject: `claims/${note.id}`, ...found })),
		),
		...content.readings.flatMap((note) =>
			ofNote(note, content).map((found) => ({ subject: `readings/${note.id}`, ...found })),
		),
		...ofCoverage(content),
		...inconsistentRegisters(content),
		...ofClasses(content),
		...repeated(content.changes, 'changes'),
		...content.changes.flatMap((change) =>
			ofChange(change, content).map((found) => ({ subject: `changes/${change.id}`, ...found })),
		),
	]
}

/** Feeds that are no provider's stand beside those of the providers. */
const feedNames: ReadonlySet<string> = new Set([
	'all',
	'corrections',
	'heads',
	'incidents',
	'problems',
])

function ofProvider(
	provider: Provider,
	content: Content,
	checkSource: SourceCheck,
): ContentIssue[] {
	const surfaces = provider.surfaces.map((surface) => surface.id)
	return [
		...(feedNames.has(provider.id)
			? [issue('id', `another name: /feeds/${provider.id} is a feed of its own`, provider.id)]
			: []),
		...repeatedIds(surfaces, 'surfaces'),
		...repeatedIds(
			provider.sources.map((source) => source.id),
			'sources',
		),
		...sharedAliases(provider),
		...provider.surfaces.flatMap((surface, s) =>
			surface.aliases.flatMap((alias, a) =>
				alias.name === undefined && alias.component === undefined
					? [issue(`surfaces[${s}].aliases[${a}]`, 'a name or a component', alias)]
					: [],
			),
		),
		...provider.sources.flatMap((source, index) => [
			...checkSource(source).map((sentence) => ({
				path: `sources[${index}]`,
				expected: sentence,
				got: shortText(source.options ?? source.platform),
			})),
			...ofManners(source, index, provider),
			...(source.covers ?? []).flatMap((id, place) =>
				surfaces.includes(id)
					? []
					: [issue(`sources[${index}].covers[${place}]`, `one of ${surfaces.join(', ')}`, id)],
			),
		]),
		...repeatedWords(provider),
		...provider.otherDoors.flatMap((door, index) => {
			if (door.provider === undefined) return []
			const other = content.providers.find((candidate) => candidate.id === door.provider)
			if (!other)
				return [issue(`otherDoors[${index}].provider`, 'a provider that exists', door.provider)]
			const known =
				door.surface === undefined || other.surfaces.some((surface) => surface.id === door.surface)
			return known
				? []
				: [issue(`otherDoors[${index}].surface`, `a surface of ${other.id}`, door.surface)]
		}),
	]
}

/** A word that means two names would be read as the later one. */
function repeatedWords({ vocabulary }: Provider): ContentIssue[] {
	return (['models', 'regions'] as const).flatMap((list) => {
		const owner = new Map<string, string>()
		return (vocabulary?.[list] ?? []).flatMap(({ name, words }, index) =>
			words.flatMap((word, place) => {
				const plain = word.toLowerCase().replaceAll('-', ' ')
				const before = owner.get(plain)
				owner.set(plain, name)
				return before === undefined
					? []
					: [
							issue(
								`vocabulary.${list}[${index}].words[${place}]`,
								`a word that ${before} does not have`,
								word,
							),
						]
			}),
		)
	})
}

/** A fallback is another document of the same page: another host would be a way round a refusal. */
function ofManners(
	{ id, url, everySeconds, quietSeconds, fallbackFor, covers, redirectsTo = [] }: Source,
	index: number,
	provider: Provider,
): ContentIssue[] {
	const found: ContentIssue[] = []
	const place = `sources[${index}]`
	if (quietSeconds !== undefined && quietSeconds < everySeconds)
		found.push(
			issue(`${place}.quietSeconds`, `at least everySeconds, ${everySeconds}`, quietSeconds),
		)
	for (const [index, host] of redirectsTo.entries())
		if (host === hostOf(url) || redirectsTo.indexOf(host) < index)
			found.push(
				issue(
					`${place}.redirectsTo[${index}]`,
					`a host that is neither ${hostOf(url)} nor named before`,
					host,
				),
			)
	if (fallbackFor === undefined) return found
	const main = provider.sources.find((source) => source.id === fallbackFor)
	if (!main || main.id === id || main.kind !== 'official' || main.fallbackFor !== undefined)
		found.push(
			issue(
				`${place}.fallbackFor`,
				'another official source of this provider that is no fallback itself',
				fallbackFor,
			),
		)
	else if (hostOf(main.url) !== hostOf(url))
		found.push(
			issue(`${place}.url`, `an address on ${hostOf(main.url)}, like that of ${main.id}`, url),
		)
	if (covers === undefined || covers.length > 0)
		found.push(
			issue(`${place}.covers`, '[], since a fallback bears the state of no surface', covers),
		)
	return found
}

function hostOf(url: string): string {
	return url
		.replace(/^https?:\/\//, '')
		.replace(/[/?#].*$/, '')
		.toLowerCase()
}

function ofEpisodes(content: Content): Inconsistency[] {
	const owner = new Map<string, string>()
	return content.episodes.flatMap((episode) => {
		const subject = `episodes/${episode.id}`
		const found: Inconsistency[] = []
		if (episode.providers !== undefined)
			found.push(
				...ofShared(
					episode.id,
					episode.provider,
					episode.providers,
					episode.incidents,
					content,
				).map((one) => ({ subject, ...one })),
			)
		if (!knows(content, episode.provider))
			found.push({ subject, ...issue('provider', 'a provider that exists', episode.provider) })
		if (episode.providers === undefined && !episode.id.startsWith(`${episode.provider}-`))
			found.push({
				subject,
				...issue('id', `${episode.provider}-<UTC date of its start>`, episode.id),
			})
		for (const [index, incident] of episode.incidents.entries()) {
			// A story of several providers may take in what is part of a provider's own.
			if (episode.providers !== undefined) break
			if (incident.includes('/'))
				found.push({
					subject,
					...issue(
						`incidents[${index}]`,
						`an incident of ${episode.provider}, by its id alone`,
						incident,
					),
				})
			const key = `${episode.provider}/${incident}`
			const other = owner.get(key)
			if (other)
				found.push({
					subject,
					...issue(`incidents[${index}]`, `an incident that is not in ${other} already`, incident),
				})
			owner.set(key, episode.id)
		}
		return found
	})
}

function ofShared(
	id: string,
	lead: string,
	providers: readonly string[],
	incidents: readonly string[],
	content: Content,
): ContentIssue[] {
	const own = content.providers.find((provider) => id.startsWith(`${provider.id}-`))
	return [
		...(own ? [issue('id', `an id that is none of ${own.id}’s own episodes`, id)] : []),
		...(providers.includes(lead)
			? []
			: [issue('provider', `one of ${providers.join(', ')}`, lead)]),
		...providers.flatMap((provider, index) => [
			...(knows(content, provider)
				? []
				: [issue(`providers[${index}]`, 'a provider that exists', provider)]),
			...(incidents.some((reference) => reference.startsWith(`${provider}/`))
				? []
				: [issue('incidents', `an incident of ${provider}`, incidents)]),
		]),
		...incidents.flatMap((reference, index) =>
			providers.includes(reference.split('/')[0] ?? '') && reference.includes('/')
				? []
				: [
						issue(
							`incidents[${index}]`,
							`<provider>/<id> of one of ${providers.join(', ')}`,
							reference,
						),
					],
		),
	]
}

function ofNote(note: Annotation, content: Content): ContentIssue[] {
	const [noun, first] = note.subject.split('/')
	const found: ContentIssue[] = []
	if (noun !== 'episodes' && !knows(content, first))
		found.push(issue('subject', 'a provider that exists', note.subject))
	if (note.endAt !== undefined && compareInstants(note.endAt, note.at) < 0)
		found.push(issue('endAt', `an instant not before ${note.at}`, note.endAt))
	return found
}

/** One judgement an entry: two that differ would be decided by the order of files. */
function ofClasses({ classes, providers }: Content): Inconsistency[] {
	const subjects = classes.map(({ subject }) => subject)
	return classes.flatMap(({ subject }, index) => {
		const found: ContentIssue[] = []
		if (!providers.some(({ id }) => id === subject.split('/')[1]))
			found.push(issue('subject', 'a provider that exists', subject))
		if (subjects.indexOf(subject) < index)
			found.push(issue('subject', 'an incident that is in no class yet', subject))
		return found.map((one) => ({ subject: `classes/${subject}`, ...one }))
	})
}

function ofChange(
	{ subject, seen, field, statementAt, was, became }: CapturedChange,
	content: Content,
): ContentIssue[] {
	const found: ContentIssue[] = []
	if (!knows(content, subject.split('/')[1]))
		found.push(issue('subject', 'a provider that exists', subject))
	if (seen.after !== undefined && compareInstants(seen.after, seen.by) >= 0)
		found.push(issue('seen.after', `an instant before ${seen.by}`, seen.after))
	if (was !== undefined && was === became)
		found.push(issue('became', 'something else than it was', became))
	const ofStatements = field === 'body' || field === 'status'
	if (ofStatements && statementAt === undefined)
		found.push(issue('statementAt', 'the time of the statement that was changed', undefined))
	return found
}

function ofCoverage(content: Content): Inconsistency[] {
	return content.coverage.flatMap((window, index) => {
		const subject = `coverage/${index}`
		const provider = content.providers.find((candidate) => candidate.id === window.provider)
		if (!provider)
			return [{ subject, ...issue('provider', 'a provider that exists', window.provider) }]
		const found: Inconsistency[] = []
		if (
			window.surface !== undefined &&
			!provider.surfaces.some((surface) => surface.id === window.surface)
		)
			found.push({
				subject,
				...issue('surface', `a surface of ${provider.id}`, window.surface),
			})
		if (window.to !== undefined && compareInstants(window.to, window.from) < 0)
			found.push({ subject, ...issue('to', `an instant not before ${window.from}`, window.to) })
		return found
	})
}

/**
 * Two surfaces that answer to one name, or to one component id, at the same time. A name beside an
 * id only serves where no id is given.
 */
function sharedAliases(provider: Provider): ContentIssue[] {
	const all = provider.surfaces.flatMap((surface, s) =>
		surface.aliases.map((alias, a) => ({
			alias,
			surface: surface.id,
			path: `surfaces[${s}].aliases[${a}]`,
		})),
	)
	return all.flatMap((later, index) => {
		const other = all
			.slice(0, index)
			.find(
				(earlier) =>
					earlier.surface !== later.surface &&
					overlap(earlier.alias, later.alias) &&
					sameThing(earlier.alias, later.alias),
			)
		return other
			? [
					issue(
						later.path,
						`an alias that ${other.surface} does not have at the same time (${other.path})`,
						later.alias,
					),
				]
			: []
	})
}

function sameThing(a: Alias, b: Alias): boolean {
	if (a.component !== undefined && b.component !== undefined) return a.component === b.component
	return (
		a.name !== undefined &&
		b.name !== undefined &&
		a.name.trim().toLowerCase() === b.name.trim().toLowerCase()
	)
}

function overlap(a: Alias, b: Alias): boolean {
	const before = (end: string | undefined, start: string | undefined) =>
		end !== undefined && start !== undefined && compareInstants(end, start) <= 0
	return !before(a.to, b.from) && !before(b.to, a.from)
}

function knows(content: Content, provider: string | undefined): boolean {
	return content.providers.some((candidate) => candidate.id === provider)
}

function repeated(nouns: readonly { readonly id: string }[], folder: string): Inconsistency[] {
	const ids = nouns.map((noun) => noun.id)
	return ids.flatMap((id, index) =>
		ids.indexOf(id) < index
			? [{ subject: `${folder}/${id}`, ...issue('id', 'an id that nothing else has', id) }]
			: [],
	)
}

function repeatedIds(ids: readonly string[], path: string): ContentIssue[] {
	return ids.flatMap((id, index) =>
		ids.indexOf(id) < index
			? [issue(`${path}[${index}].id`, 'an id that nothing else has', id)]
			: [],
	)
}

function issue(path: string, expected: string, got: unknown): ContentIssue {
	return { path, expected, got: shortText(got) }
}
