import { hourOf, weekdayOf, type Zone, zoneOf } from '#core/time/zone.ts'
import { workingHours } from '../availability/split.ts'
import { hasHour } from '../calendar/count.ts'
import type { Question } from '../question.ts'
import type { ProviderScope, ScopedIncident } from '../toolkit/scoped-record.ts'
import { ShareTally, shrunkTowards } from '../toolkit/share.ts'
import { intersection, length } from '../toolkit/span.ts'
import { type OutsideGroup, OutsideWorkingHoursFigures } from './figures.ts'

/** How often an outage meets people who are not at work. */
export const outsideWorkingHours: Question<OutsideWorkingHoursFigures> = {
	name: 'outside-working-hours',
	title: 'Outside working hours',
	asks: 'How many incidents begin outside of working hours, at night or on a weekend?',
	method: [
		'Working hours are Monday to Friday from 09:00 to 17:00 in the zone of the scope, UTC unless ' +
			'another is asked for. A public holiday counts as an ordinary day.',
		'Counted are the unplanned incidents that began inside of complete record, by their stated ' +
			'start, else by the first statement about them.',
		'Left out, and counted: those of which only the day of the beginning is known.',
		'Beside the share stands the part of the recorded time that lies outside of working hours: ' +
			'so large the share would be if incidents began at any moment alike. The interval of the ' +
			'share allows for incidents that come in the same week.',
		'Of all providers together, the time is the sum of what is recorded of each.',
		'What would make it wrong: a page that is filed by hand dates to the morning what began at ' +
			'night, where it states no start.',
	].join(' '),
	version: '1',
	needs: 'complete',
	pages: 'by provider',
	schema: OutsideWorkingHoursFigures,
	answer(record, scope) {
		const zone = zoneOf(scope.zone)
		const asked = record.providers.filter(({ windows }) => windows.length > 0)
		const groups = asked.map((one) => groupOf([one], zone))
		const shares = shrunkTowards(groups.map(({ outside }) => outside))
		const overall = groupOf(asked, zone)
		return {
			sampleSize: overall.outside.of,
			exclusions: overall.outside.leftOut ?? {},
			figures: {
				zone: zone.name,
				overall,
				providers: asked.map(({ provider }, index) => ({
					provider: provider.id,
					...(groups[index] ?? overall),
					outside: shares[index] ?? overall.outside,
				})),
			},
		}
	},
}

function groupOf(providers: readonly ProviderScope[], zone: Zone): OutsideGroup {
	const outside = new ShareTally('incidents of which the hour of the beginning is known')
	let onWeekends = 0
	for (const entry of providers.flatMap(({ incidents }) => incidents)) {
		if (!hasHour(entry)) {
			outside.add('only the day of the beginning is known')
			continue
		}
		const place = placeOf(entry, zone)
		outside.add(place !== 'at work', entry.from)
		if (place === 'weekend') onWeekends += 1
	}
	const recorded = sumOf(providers.map(({ windows }) => length(windows)))
	const atWork = sumOf(
		providers.map(({ windows }) => length(intersection(workingHours(windows, zone), windows))),
	)
	return {
		outside: outside.share(),
		timeOutside: recorded === 0 ? null : (recorded - atWork) / recorded,
		onWeekends,
	}
}

/** In which part of the week an incident began. */
function placeOf({ from }: ScopedIncident, zone: Zone): 'at work' | 'night' | 'weekend' {
	if (weekdayOf(zone.dayOf(from)) > 4) return 'weekend'
	const hour = hourOf(zone, from)
	return hour >= 9 && hour < 17 ? 'at work' : 'night'
}

function sumOf(numbers: readonly number[]): number {
	return numbers.reduce((sum, number) => sum + number, 0)
}
