import type {
	FacetFigures,
	ModelsAndRegionsFigures,
	NamedValue,
} from '#core/questions/models-and-regions/figures.ts'
import { countAxis, rowsChart, shareAxis } from '../chart.ts'
import {
	type Cell,
	distributionCells,
	distributionHeads,
	head,
	incidentLink,
	instantCell,
	numberCell,
	populationText,
	providerCell,
	shareCell,
	shareKeys,
	shareOf,
	textCell,
} from '../figure-table.ts'
import type { Names } from '../names.ts'
import { joined, percent, type Said, say } from '../said.ts'
import { note, type Presenter, type Section } from '../view.ts'

const drawnAtMost = 12
const linksAtMost = 3

/** What titles and statements name, and how often they name nothing. */
export const view: Presenter<ModelsAndRegionsFigures> = (
	{ facets, withoutVocabulary },
	{ scope },
	names,
) => ({
	answer: answerOf(facets, names),
	cautions: [
		'Counts don’t rank models or regions: each existed for another time and carried other load.',
		'“Not named” doesn’t mean that all or none were affected.',
	],
	sections: [
		{
			id: 'named',
			heading: 'How many incidents name one',
			intro: say`Titles are searched for a closed list of names in each provider’s file; the rest
				are not
				named.${
					withoutVocabulary.length > 0 &&
					say` No such list yet:
					${joined(withoutVocabulary.map(names.provider), ', ')}.`
				}`,
			...(facets.length > 0 && {
				chart: rowsChart({
					id: 'named',
					title: 'Incidents that name a model or region in the title',
					means: { value: 'share of incidents', range: '95 % interval' },
					axis: shareAxis(),
					rows: facets.map(({ provider, facet, inTitle: { share, low, high, part, of } }) => ({
						name: `${names.provider(provider)}: ${facet}`,
						words: share === null ? 'not known' : say`${percent(share)}, ${part} of ${of}`,
						value: share,
						low,
						high,
					})),
				}),
			}),
			table: {
				id: 'named',
				caption: 'Named and not named',
				isFolded: false,
				heads: [
					head('Provider', 'provider'),
					head('What', 'facet'),
					head('Named in the title', ...shareKeys('in_title')),
					head('Not named there', 'not_named'),
					head('Only in a statement', ...shareKeys('only_in_statements')),
					head('List', 'names', 'written_on'),
				],
				rows: facets.map((one): Cell[] => [
					providerCell(one.provider, names, 'models-and-regions'),
					textCell(one.facet),
					shareCell(one.inTitle),
					numberCell(one.inTitle.of - one.inTitle.part),
					shareCell(one.onlyInStatements),
					{
						show: `${one.names} names, up to ${one.writtenOn}`,
						values: [one.names, one.writtenOn],
					},
				]),
			},
			after: facets.map(({ provider, facet, inTitle }) =>
				note(`${names.provider(provider)}, ${facet}: ${populationText(inTitle)}`),
			),
		},
		...(['model', 'region'] as const).flatMap((facet) =>
			valuesSection(facet, facets, { isOne: scope.provider !== undefined, names }),
		),
	],
})

function answerOf(facets: readonly FacetFigures[], names: Names): Said {
	const [first] = facets
		.filter(({ facet, inTitle }) => facet === 'model' && inTitle.of > 0)
		.sort((a, b) => b.inTitle.of - a.inTitle.of)
	if (!first)
		return 'None of these providers has a list of models to search for, or a title in its own words.'
	const { provider, inTitle, values } = first
	const [most] = values
	const often = most
		? say` Most often it is ${most.name}, in ${most.byTitle + most.onlyByStatements}.`
		: ''
	return say`${names.provider(provider)} names a model in the title of
		${shareOf(inTitle.part, inTitle.of, 'incident')}.${often}`
}

function valuesSection(
	facet: 'model' | 'region',
	facets: readonly FacetFigures[],
	{ isOne, names }: { readonly isOne: boolean; readonly names: Names },
): Section[] {
	const own = facets.filter((one) => one.facet === facet && one.values.length > 0)
	if (own.length === 0) return []
	const drawn = isOne ? (own[0]?.values.slice(0, drawnAtMost) ?? []) : []
	const id = `${facet}s`
	const heading = facet === 'model' ? 'By model' : 'By region'
	return [
		{
			id,
			heading,
			...(drawn.length > 0 && {
				chart: rowsChart({
					id,
					title: `Incidents ${heading.toLowerCase()}`,
					means: { value: 'incidents that name it' },
					axis: countAxis(Math.max(...drawn.map(countOf))),
					bars: true,
					rows: drawn.map((value) => ({
						name: value.name,
						words: String(countOf(value)),
						value: countOf(value),
					})),
				}),
			}),
			table: {
				id,
				caption: `${heading}: incidents that name it`,
				heads: [
					head('Provider', 'provider'),
					head(facet === 'model' ? 'Model' : 'Region', facet),
					head('In the title', 'by_title'),
					head('Only in a statement', 'only_by_statements'),
					head('Names no other', 'alone'),
					...distributionHeads('length'),
					head('First', 'first_named'),
					head('Last', 'last_named'),
					head('Newest', 'incidents'),
				],
				rows: own.flatMap(({ provider, values }) =>
					values.map((value): Cell[] => [
						providerCell(provider, names, 'models-and-regions'),
						textCell(value.name),
						numberCell(value.byTitle),
						numberCell(value.onlyByStatements),
						numberCell(value.alone),
						...distributionCells(value.length),
						instantCell(value.firstNamed),
						instantCell(value.lastNamed),
						textCell(
							value.incidents.join(' '),
							joined(
								value.incidents.slice(0, linksAtMost).map((key) => incidentLink(key, names)),
								', ',
							),
						),
					]),
				),
			},
		},
	]
}

function countOf({ byTitle, onlyByStatements }: NamedValue): number {
	return byTitle + onlyByStatements
}
