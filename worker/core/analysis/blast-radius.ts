import type { PublishedDay } from '#core/model/published.ts'
import { share } from '#core/statistics.ts'
import type { BlastRadiusFigures } from './blast-radius/figures.ts'
import { matrixOf, subjectsOf } from './blast-radius/matrix.ts'
import { troubleOf } from './condition/spans.ts'
import { conditionsOf, type ProviderConditions } from './condition.ts'
import type { Question } from './question.ts'
import type { ProviderScope } from './scoped-record.ts'
import { daysOf, namedTogether, togetherByMonth } from './together.ts'
import { type Zone, zoneOf } from './zone.ts'

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
		'Beside days stands what independence would give with each month’s days kept: the sum over months of a·b ÷ days, so growth is no sign of company. Beside incidents stands nothing: an incident is in the record because it names something, which makes surfaces seem to avoid each other (J. Berkson 1946).',
		'Intervals are Wilson’s at 95 %. Incidents that name no surface are left out and counted.',
		'What would make it wrong: a provider that files one incident for each surface looks isolated, and one that ticks every box does not; outage days in one season make a pair seem linked.',
	].join(' '),
	version: '2',
	changes: [
		{
			version: '2',
			what: '“Together more often than chance” is asked of days, with each month kept. Version 1 also asked it of incidents, of which none names nothing, so independent surfaces seemed to avoid each other, and of days over the whole record, which growth alone makes coincide.',
		},
	],
	needs: 'any',
	answer: (record, scope) => {
		const zone = zoneOf(scope.zone)
		const asked = record.providers
		const complete = asked.filter(({ windows }) => windows.length > 0)
		const surfacesOf = (one: ProviderScope) => one.provider.surfaces.filter(({ id }) => scope.surface === undefined || id === scope.surface)
		const listed = asked.map((one) => ({ one, ...subjectsOf(one, matricesAtMost) }))
		const subjects = listed.flatMap(({ one, latest }) => latest.map((subject) => ({ subject, one }))).sort((a, b) => b.subject.from - a.subject.from)
		const placed = (one: ProviderScope) => one.incidents.filter(({ incident }) => incident.surfaces.length > 0)
		const unplaced = complete.reduce((sum, one) => sum + one.incidents.length - placed(one).length, 0)
		return {
			sampleSize: complete.reduce((sum, one) => sum + placed(one).length, 0),
			exclusions: unplaced > 0 ? { 'names no surface': unplaced } : {},
			figures: {
				zone: zone.name,
				matrices: subjects.slice(0, matricesAtMost).map(({ subject, one }) => matrixOf(subject, one, surfacesOf(one))),
				subjects: listed.reduce((sum, { count }) => sum + count, 0),
				providers: complete.map((one) => {
					const days = record.record.publishedDays.filter(({ provider }) => provider === one.provider.id)
					return providerFigures(one, conditionsOf(one, scope.surface), days, zone)
				}),
				samplesOnly: asked.filter(({ windows, samples }) => windows.length === 0 && samples.length > 0).map(({ provider }) => provider.id),
			},
		}
	},
}

const matricesAtMost = 100
const idsAtMost = 100

function providerFigures(
	one: ProviderScope,
	{ surfaces }: ProviderConditions,
	published: readonly PublishedDay[],
	zone: Zone,
): BlastRadiusFigures['providers'][number] {
	const placed = one.incidents.filter(({ incident }) => incident.surfaces.length > 0)
	const sizes = Map.groupBy(placed, ({ incident }) => (incident.surfaces.length === 1 ? 1 : new Set(incident.surfaces).size))
	const days = daysOf(one.observed, zone)
	const named = new Map(surfaces.map(({ surface }) => [surface.id, new Set<string>()]))
	for (const { incident } of placed) for (const id of incident.surfaces) named.get(id)?.add(incident.id)
	const troubled = new Map(surfaces.map(({ surface, stretches }) => [surface.id, daysOf(troubleOf(stretches, 'without unplaced'), zone)]))
	return {
		provider: one.provider.id,
		incidents: placed.length,
		isolated: share(sizes.get(1)?.length ?? 0, placed.length),
		surfacesPerIncident: [...sizes].map(([size, incidents]) => ({ surfaces: size, incidents: incidents.length })).sort((a, b) => a.surfaces - b.surfaces),
		days: days.size,
		pairs: pairsOf(surfaces.map(({ surface }) => surface.id)).map(([a, b]) => {
			const [ofA, ofB] = [named.get(a) ?? new Set<string>(), named.get(b) ?? new Set<string>()]
			const ids = [...ofA].filter((id) => ofB.has(id)).slice(0, idsAtMost)
			const outageDays = togetherByMonth(troubled.get(a) ?? new Set<number>(), troubled.get(b) ?? new Set<number>(), days)
			return { a, b, incidents: namedTogether(ofA, ofB, placed.length), outageDays, ids: ids.map((id) => `${one.provider.id}/${id}`) }
		}),
		displayed: displayedPairs(published),
	}
}

/** Outage days of displayed services: days with any minute of outage, over the days that both displays hold. */
function displayedPairs(days: readonly PublishedDay[]): BlastRadiusFigures['providers'][number]['displayed'] {
	const services = Map.groupBy(days, ({ service }) => service)
	return pairsOf([...services.keys()]).map(([a, b]) => {
		const dayOf = (date: string) => Date.parse(date) / 86_400_000
		const held = (service: string) => new Set((services.get(service) ?? []).map(({ date }) => dayOf(date)))
		const [heldA, heldB] = [held(a), held(b)]
		const out = (service: string) =>
			new Set(
				(services.get(service) ?? [])
					.filter(({ date, partialMinutes, majorMinutes }) => partialMinutes + majorMinutes > 0 && heldA.has(dayOf(date)) && heldB.has(dayOf(date)))
					.map(({ date }) => dayOf(date)),
			)
		return { a, b, outageDays: togetherByMonth(out(a), out(b), new Set([...heldA].filter((day) => heldB.has(day)))) }
	})
}

function pairsOf(names: readonly string[]): [string, string][] {
	return names.flatMap((a, index) => names.slice(index + 1).map((b): [string, string] => [a, b]))
}
