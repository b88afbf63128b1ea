import { instantOf, millisecondsOf } from '#core/time/time.ts'
import type { Question } from '../question.ts'
import { lengthNames, lengthsOf, reasonOf } from '../toolkit/lengths.ts'
import type { ProviderScope, ScopedIncident } from '../toolkit/scoped-record.ts'
import { ShareTally } from '../toolkit/share.ts'
import { Tally } from '../toolkit/tally.ts'
import { idOf } from '../toolkit/trace.ts'
import { type FacetFigures, ModelsAndRegionsFigures, type NamedValue } from './figures.ts'
import { type Facet, facets, type NameReader, nameReader } from './vocabulary.ts'

const idsAtMost = 20
const wholeLength = lengthNames.indexOf('startToResolved')

/** Which models and regions titles and statements name, by a closed list of names. */
export const modelsAndRegions: Question<ModelsAndRegionsFigures> = {
	name: 'models-and-regions',
	title: 'By model and region',
	asks: 'Which models and regions do incidents name, and how many name none?',
	method:
		'Each provider’s file may have a vocabulary: a closed list of its models and regions with ' +
		'the words for each, and the day on which it was written. Titles and statements are ' +
		'searched for these words: whole words, whatever their case, hyphens read as spaces; the ' +
		'longest words win, so “Opus 4.1” is that version and not the family too. ' +
		'The share that names one in the title is taken among all unplanned incidents over ' +
		'complete record whose title is in the provider’s words; the others are “not named”. ' +
		'Where the title names none, statements are searched too; that share is taken only among ' +
		'incidents whose statements are all in the provider’s words, because ours may leave a name ' +
		'out. An incident without a statement has none to search. ' +
		'Incidents that began after the vocabulary was written are left out and counted, because ' +
		'it can’t name what came later. ' +
		'An incident that names several is counted with each, so the counts don’t add up to the ' +
		'whole. Lengths are those of the whole incident, from its stated start or first statement ' +
		'to its end. ' +
		'Counts don’t rank models or regions: each existed for another time, carried other load, ' +
		'and may be named more readily. “Not named” doesn’t mean that all or none were affected. ' +
		'What would make it wrong: names that the vocabulary lacks, a second version without its ' +
		'name (“Opus 4.5 and 4.6”), and titles that name what was not affected.',
	version: '1',
	needs: 'complete',
	pages: 'by provider',
	schema: ModelsAndRegionsFigures,
	answer({ providers }) {
		const asked = providers.filter(({ windows }) => windows.length > 0)
		return {
			sampleSize: asked
				.filter(({ provider }) => provider.vocabulary !== undefined)
				.reduce((sum, { incidents }) => sum + incidents.length, 0),
			exclusions: {},
			figures: {
				facets: asked.flatMap((scope) =>
					facets.flatMap((facet): FacetFigures[] => {
						const read = nameReader(scope.provider, facet)
						return read && scope.provider.vocabulary
							? [facetOf(scope, facet, scope.provider.vocabulary.writtenOn, read)]
							: []
					}),
				),
				withoutVocabulary: asked
					.filter(({ provider }) => provider.vocabulary === undefined)
					.map(({ provider }) => provider.id),
			},
		}
	},
}

interface Naming {
	readonly entry: ScopedIncident
	readonly isInTitle: boolean
	readonly isAlone: boolean
}

function facetOf(
	{ provider, incidents }: ProviderScope,
	facet: Facet,
	writtenOn: string,
	read: NameReader,
): FacetFigures {
	const end = millisecondsOf(`${writtenOn}T00:00:00Z`) + 86_400_000
	const inTitle = new ShareTally('incidents with a title in the provider’s words')
	const onlyInStatements = new ShareTally('incidents whose title names none')
	const named = new Map<string, Naming[]>()
	for (const entry of incidents) {
		const { title, titleSummary } = entry.incident
		if (entry.from >= end) {
			inTitle.add('began after the vocabulary was written', entry.from)
			continue
		}
		const isOurTitle = titleSummary === true
		const byTitle = isOurTitle ? [] : read(title)
		inTitle.add(isOurTitle ? 'its title is in our words' : byTitle.length > 0, entry.from)
		const { names, isReadable } = byStatements(entry, read)
		if (!isOurTitle && byTitle.length === 0)
			onlyInStatements.add(
				names.length > 0 ||
					(isReadable ? false : 'its statements are in our words, or it has none'),
				entry.from,
			)
		const all = new Set([...byTitle, ...names])
		for (const name of all) {
			const naming = { entry, isInTitle: byTitle.includes(name), isAlone: all.size === 1 }
			const known = named.get(name)
			if (known) known.push(naming)
			else named.set(name, [naming])
		}
	}
	return {
		provider: provider.id,
		facet,
		writtenOn,
		names: provider.vocabulary?.[facet === 'model' ? 'models' : 'regions'].length ?? 0,
		inTitle: inTitle.share(),
		onlyInStatements: onlyInStatements.share(),
		values: [...named]
			.map(([name, namings]) => namedValueOf(name, namings))
			.sort((a, b) => countOf(b) - countOf(a) || (a.name < b.name ? -1 : 1)),
	}
}

/**
 * What the statements name that stand and are in the provider's words. `isReadable`: there are
 * some, and all are.
 */
function byStatements(
	{ incident }: ScopedIncident,
	read: NameReader,
): { readonly names: readonly string[]; readonly isReadable: boolean } {
	const standing = incident.updates.filter(({ absence }) => !absence?.confirmed)
	const own = standing.filter(({ summary }) => summary !== true)
	return {
		names: [...new Set(own.flatMap(({ body }) => read(body)))],
		isReadable: own.length > 0 && own.length === standing.length,
	}
}

function namedValueOf(name: string, namings: readonly Naming[]): NamedValue {
	const lengths = new Tally()
	for (const { entry } of namings) {
		const length = lengthsOf(entry)[wholeLength] ?? -1
		lengths.add(length < 0 ? reasonOf(length) : length)
	}
	return {
		name,
		byTitle: namings.filter(({ isInTitle }) => isInTitle).length,
		onlyByStatements: namings.filter(({ isInTitle }) => !isInTitle).length,
		alone: namings.filter(({ isAlone }) => isAlone).length,
		// By beginning, as the incidents of a scope are.
		firstNamed: instantOf(namings[0]?.entry.from ?? 0),
		lastNamed: instantOf(namings.at(-1)?.entry.from ?? 0),
		length: lengths.distribution(),
		incidents: namings
			.slice(-idsAtMost)
			.reverse()
			.map(({ entry }) => idOf(entry)),
	}
}

function countOf({ byTitle, onlyByStatements }: NamedValue): number {
	return byTitle + onlyByStatements
}
