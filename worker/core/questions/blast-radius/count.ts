import type { Share } from '#core/model/analysis.ts'
import type { PublishedDay } from '#core/model/published.ts'
import { share } from '#core/statistics/statistics.ts'
import { type Zone, zoneOf } from '#core/time/zone.ts'
import type { Question } from '../question.ts'
import { conditionsOf, type ProviderConditions } from '../toolkit/condition/condition.ts'
import { troubleOf } from '../toolkit/condition/spans.ts'
import { DaySet } from '../toolkit/day-set.ts'
import { displayedTogether, displaysOf } from '../toolkit/displayed-days.ts'
import type { ProviderScope, ScopedIncident } from '../toolkit/scoped-record.ts'
import { shareAmong, shrunkTowards } from '../toolkit/share.ts'
import { merged } from '../toolkit/span.ts'
import { namedTogether, togetherByMonth } from '../toolkit/together.ts'
import { idOf } from '../toolkit/trace.ts'
import { beyondChance } from './beyond-chance.ts'
import type { BlastRadiusFigures } from './figures.ts'
import { matrixOf, subjectsOf } from './matrix.ts'

/** How far a failure reaches: which surfaces it hits, when, and how that is known. */
export const blastRadius: Question<BlastRadiusFigures> = {
	name: 'blast-radius',
	title: 'Blast radius',
	asks: 'Which parts of a service fail together, and how well are they kept apart?',
	method: [
		'A matrix sets surfaces against the time of an episode, or of an incident that belongs to none. A cell is declared where the page gave a state (by an update, or found by our looks),',
		'inferred where an incident that names the surface is open and no state was given, denied where the page called it operational while such an incident was open,',
		'clear where the record is complete and holds nothing, unknown otherwise.',
		'Only incidents of the episode itself are looked at; a state that a history declared before an incident began does not speak for its time.',
		'Shares are counted over complete windows alone. Isolation is the share of the incidents naming a surface that name exactly one.',
		'For two surfaces: the share of the incidents naming one that name the other too, and the same for outage days (days of the zone with any trouble, by state or by an open incident that names the surface; time in which nothing is open but rows of more than 48 hours is none).',
		'Two surfaces are looked at together over the days on which both existed (see availability). The ratio of their days together to those of independence has an interval made from how much whole weeks differ and widened for the number of pairs (Bonferroni), so that one pair in twenty does not stand out by chance.',
		'Beside days stands what independence would give with each month’s days kept: the sum over months of a·b ÷ days, so growth is no sign of company. Beside incidents stands nothing: an incident is in the record because it names something, which makes surfaces seem to avoid each other (J. Berkson 1946).',
		'The interval of isolation allows for incidents of the same week; of fewer than 20 incidents it also stands drawn towards that of all providers. Incidents that name no surface are left out and counted.',
		'What would make it wrong: a provider that files one incident for each surface looks isolated, and one that ticks every box does not; outage days in one season make a pair seem linked.',
	].join(' '),
	version: '3',
	changes: [
		{
			version: '2',
			what: '“Together more often than chance” is asked of days, with each month kept. Version 1 also asked it of incidents, of which none names nothing, so independent surfaces seemed to avoid each other, and of days over the whole record, which growth alone makes coincide. Two surfaces are compared over the time in which both existed, and their days together have an interval that allows for runs of bad days and for the number of pairs. Nothing is rounded.',
		},
		{
			version: '3',
			what: 'A display that lists nothing but days with an outage held those days alone in version 2, so that any two of its services seemed to fail together on all of them: the days that it leaves out had none. The shares of pairs name whom they count.',
		},
	],
	needs: 'any',
	answer: (record, scope) => {
		const zone = zoneOf(scope.zone)
		const asked = record.providers
		const complete = asked.filter(({ windows }) => windows.length > 0)
		const surfacesOf = (one: ProviderScope) =>
			one.provider.surfaces.filter(({ id }) => scope.surface === undefined || id === scope.surface)
		const listed = asked.map((one) => ({ one, ...subjectsOf(one, matricesAtMost) }))
		const subjects = listed
			.flatMap(({ one, latest }) => latest.map((subject) => ({ subject, one })))
			.sort((a, b) => b.subject.from - a.subject.from)
		const placed = (one: ProviderScope) =>
			one.incidents.filter(({ incident }) => incident.surfaces.length > 0)
		const conditions = new Map(complete.map((one) => [one, conditionsOf(one, scope.surface)]))
		const pairs = (one: ProviderScope) => pairsOf(conditions.get(one)?.surfaces ?? []).length
		const comparisons = complete.reduce((sum, one) => sum + pairs(one), 0)
		const isolated = shrunkTowards(
			complete.map((one) => isolatedIn(placed(one), one.incidents.length - placed(one).length)),
		)
		const unplaced = complete.reduce(
			(sum, one) => sum + one.incidents.length - placed(one).length,
			0,
		)
		return {
			sampleSize: complete.reduce((sum, one) => sum + placed(one).length, 0),
			exclusions: unplaced > 0 ? { 'names no surface': unplaced } : {},
			figures: {
				zone: zone.name,
				matrices: subjects
					.slice(0, matricesAtMost)
					.map(({ subject, one }) => matrixOf(subject, one, surfacesOf(one))),
				subjects: listed.reduce((sum, { count }) => sum + count, 0),
				comparisons,
				providers: complete.map((one, index) => {
					const published = record.record.publishedDays.filter(
						({ provider }) => provider === one.provider.id,
					)
					const isolation = isolated[index] ?? share(0, 0)
					return providerFigures(one, conditions.get(one) ?? conditionsOf(one, scope.surface), {
						published,
						zone,
						comparisons,
						isolated: isolation,
					})
				}),
				samplesOnly: asked
					.filter(({ windows, samples }) => windows.length === 0 && samples.length > 0)
					.map(({ provider }) => provider.id),
			},
		}
	},
}

const matricesAtMost = 100
const idsAtMost = 100

interface Context {
	readonly published: readonly PublishedDay[]
	readonly zone: Zone
	readonly comparisons: number
	readonly isolated: Share
}

function isolatedIn(placed: readonly ScopedIncident[], unplaced: number): Share {
	const leftOut: Record<string, number> = unplaced === 0 ? {} : { 'names no surface': unplaced }
	const alone = placed.filter(({ incident }) => new Set(incident.surfaces).size === 1)
	return shareAmong(
		{
			population: 'incidents that name a surface',
			members: placed,
			at: ({ from }) => from,
			leftOut,
		},
		alone,
	)
}

function providerFigures(
	one: ProviderScope,
	{ surfaces }: ProviderConditions,
	{ published, zone, comparisons, isolated }: Context,
): BlastRadiusFigures['providers'][number] {
	const placed = one.incidents.filter(({ incident }) => incident.surfaces.length > 0)
	const sizes = Map.groupBy(placed, ({ incident }) =>
		incident.surfaces.length === 1 ? 1 : new Set(incident.surfaces).size,
	)
	const parts = surfaces.map(({ surface, stretches }): Part => {
		const known = merged(stretches)
		return {
			id: surface.id,
			from: known[0]?.from ?? Number.POSITIVE_INFINITY,
			days: DaySet.touchedBy(known, zone),
			troubled: DaySet.touchedBy(troubleOf(stretches, 'without unplaced'), zone),
			isNamed: new Uint8Array(placed.length),
		}
	})
	const byId = new Map(parts.map((part) => [part.id, part]))
	for (const [position, { incident }] of placed.entries())
		for (const id of incident.surfaces) byId.get(id)?.isNamed.fill(1, position, position + 1)
	return {
		provider: one.provider.id,
		incidents: placed.length,
		isolated,
		surfacesPerIncident: [...sizes]
			.map(([size, incidents]) => ({ surfaces: size, incidents: incidents.length }))
			.sort((a, b) => a.surfaces - b.surfaces),
		days: DaySet.touchedBy(one.observed, zone).size,
		pairs: pairsOf(parts).map(([a, b]) => {
			const both = a.days.and(b.days)
			const [daysOfA, daysOfB] = [a.troubled.and(both), b.troubled.and(both)]
			return {
				a: a.id,
				b: b.id,
				...incidentsOf(a, b, placed),
				outageDays: togetherByMonth(daysOfA, daysOfB, both),
				beyondChance: beyondChance(daysOfA, daysOfB, both, comparisons),
			}
		}),
		displayed: pairsOf(displaysOf(published)).map(([a, b]) => ({
			a: a.service,
			b: b.service,
			outageDays: displayedTogether(a, b),
		})),
	}
}

/** Of the incidents since both surfaces exist, by beginning: how many name one, the other, both. */
function incidentsOf(
	one: Part,
	other: Part,
	placed: readonly ScopedIncident[],
): Pick<BlastRadiusFigures['providers'][number]['pairs'][number], 'incidents' | 'ids'> {
	const since = Math.max(one.from, other.from)
	const ids: string[] = []
	let [a, b, both, of] = [0, 0, 0, 0]
	for (const [position, entry] of placed.entries()) {
		if (entry.from < since) continue
		const [inOne, inOther] = [one.isNamed[position] ?? 0, other.isNamed[position] ?? 0]
		a += inOne
		b += inOther
		both += inOne * inOther
		of += 1
		if (inOne * inOther === 1 && ids.length < idsAtMost) ids.push(idOf(entry))
	}
	return { incidents: namedTogether({ a, b, both, of }, 'incidents since both exist'), ids }
}

/** A surface: from when it is known, on which days, and in what it failed. */
interface Part {
	readonly id: string
	readonly from: number
	readonly days: DaySet
	readonly troubled: DaySet
	/** By the position of an incident that names a surface: 1 where it names this one. */
	readonly isNamed: Uint8Array
}

function pairsOf<Thing>(things: readonly Thing[]): [Thing, Thing][] {
	return things.flatMap((a, index) => things.slice(index + 1).map((b): [Thing, Thing] => [a, b]))
}
