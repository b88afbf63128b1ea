import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exportText } from '#core/bundle/rebuild.ts'
import { Export } from '#core/model/export.ts'
import { addSeconds, compareInstants, secondsBetween } from '#core/time/time.ts'
import { correctionKinds } from '#core/timeline/corrections.ts'
import { Chronicle } from '../../support/chronicle.ts'
import {
	incidentsDocument,
	type PageIncident,
	type PageUpdate,
	summaryDocument,
} from '../../support/statuspage-documents.ts'

/** What a provider may do to its page between two looks of ours. */
type Act =
	| { do: 'open'; title: string }
	| { do: 'append'; which: number; status: string; body: string; state: string }
	| { do: 'edit'; which: number; body: string }
	| { do: 'retitle'; which: number; title: string }
	| { do: 'remove'; which: number }
	| { do: 'remove-update'; which: number }
	| { do: 'tie'; which: number; components: string[] }
	| { do: 'restate'; which: number; state: string }
	| { do: 'redate'; which: number; minutes: number }
	| { do: 'restart'; which: number; minutes: number }
	| { do: 'nothing' }

const which = fc.nat(5)
const words = fc
	.string({ minLength: 3, maxLength: 12, unit: 'grapheme-ascii' })
	.map((text) => `w${text.replace(/[^a-z0-9]/gi, 'x')}`)
const act: fc.Arbitrary<Act> = fc.oneof(
	fc.record({ do: fc.constant('open' as const), title: words }),
	fc.record({
		do: fc.constant('append' as const),
		which,
		status: fc.constantFrom(
			'investigating',
			'identified',
			'monitoring',
			'resolved',
			'gone fishing',
		),
		body: words,
		state: fc.constantFrom(
			'operational',
			'degraded_performance',
			'partial_outage',
			'major_outage',
			'on_fire',
		),
	}),
	fc.record({ do: fc.constant('edit' as const), which, body: words }),
	fc.record({ do: fc.constant('retitle' as const), which, title: words }),
	fc.record({
		do: fc.constant('tie' as const),
		which,
		components: fc.subarray(['c-web', 'c-api', 'c-odd']),
	}),
	fc.record({
		do: fc.constant('restate' as const),
		which,
		state: fc.constantFrom('operational', 'partial_outage', 'major_outage'),
	}),
	fc.record({
		do: fc.constant('redate' as const),
		which,
		minutes: fc.integer({ min: -90, max: 30 }),
	}),
	fc.record({
		do: fc.constant('restart' as const),
		which,
		minutes: fc.integer({ min: -90, max: 30 }),
	}),
	fc.record({ do: fc.constant('remove' as const), which }),
	fc.record({ do: fc.constant('remove-update' as const), which }),
	fc.record({ do: fc.constant('nothing' as const) }),
)

interface Sight {
	readonly id: string
	readonly components: readonly string[]
	readonly startedAt: string
	readonly updates: readonly {
		readonly id: string
		readonly at: string
		readonly writtenAt: string
		readonly states: string
	}[]
}

function sightOf({ id, components = [], startedAt, createdAt = '', updates }: PageIncident): Sight {
	const said = updates.map((update) => ({
		id: update.id,
		at: update.at,
		writtenAt: update.writtenAt ?? update.at,
		states: Object.values(update.states ?? {})
			.map(([, state]) => state)
			.join(),
	}))
	return { id, components: [...components], startedAt: startedAt ?? createdAt, updates: said }
}

interface Told {
	readonly chronicle: Chronicle
	readonly bodies: ReadonlySet<string>
	readonly titles: ReadonlySet<string>
	/** Everything else that a look saw: what was tied, declared and claimed. */
	readonly sights: readonly Sight[]
}

/** Plays the acts on a page, one a minute, and looks at it after each (unless the look fails). */
function tell(acts: readonly (Act & { failed?: boolean })[]): Told {
	const page: PageIncident[] = []
	const chronicle = new Chronicle()
	const bodies = new Set<string>()
	const titles = new Set<string>()
	const sights: Sight[] = []
	acts.forEach((step, position) => {
		const now = addSeconds('2026-05-01T00:00:00Z', position * 60)
		const target =
			page.length > 0 ? page[('which' in step ? step.which : 0) % page.length] : undefined
		if (step.do === 'open')
			page.unshift({
				id: `i${position}`,
				name: step.title,
				createdAt: now,
				updates: [
					{
						id: `i${position}u`,
						at: now,
						writtenAt: now,
						status: 'investigating',
						body: `opened ${position}`,
					},
				],
			})
		else if (target && step.do !== 'nothing') change(page, target, step, position, now)
		const looked = addSeconds(now, 30)
		if (position % 7 === 3)
			chronicle.failed(looked, 'incidents', { kind: 'timeout', message: 'no answer' })
		else {
			chronicle.look(looked, 'incidents', incidentsDocument(now, page))
			for (const incident of page) {
				titles.add(incident.name ?? '')
				sights.push(sightOf(incident))
				for (const update of incident.updates) bodies.add(update.body ?? '')
			}
		}
		if (position % 2 === 0)
			chronicle.look(
				looked,
				'summary',
				summaryDocument(now, {
					'c-web': 'operational',
					'c-api': position % 3 ? 'operational' : 'strange',
				}),
			)
	})
	return { chronicle, bodies, titles, sights }
}

function change(
	page: PageIncident[],
	target: PageIncident,
	step: Act,
	position: number,
	now: string,
): void {
	target.updatedAt = now
	const last = target.updates.at(-1) as PageUpdate // an incident of the page always has one
	if (step.do === 'append')
		target.updates.push({
			id: `${target.id}u${position}`,
			at: now,
			writtenAt: now,
			status: step.status,
			body: `${step.body} ${position}`,
			states: { 'c-api': ['operational', step.state] },
		})
	if (step.do === 'edit') last.body = `${step.body} ${position}`
	if (step.do === 'retitle') target.name = `${step.title} ${position}`
	if (step.do === 'remove') page.splice(page.indexOf(target), 1)
	if (step.do === 'tie') target.components = step.components
	if (step.do === 'restate' && last.states) last.states = { 'c-api': ['operational', step.state] }
	if (step.do === 'redate') last.at = addSeconds(last.at, step.minutes * 60)
	if (step.do === 'restart')
		target.startedAt = addSeconds(target.startedAt ?? target.createdAt ?? now, step.minutes * 60)
	if (step.do === 'remove-update' && target.updates.length > 1) target.updates.pop()
}

test('whatever a page does, every text that a look saw is still in the record', () => {
	fc.assert(
		fc.property(fc.array(act, { minLength: 1, maxLength: 25 }), (acts) => {
			const { chronicle, bodies, titles } = tell(acts)
			const record = chronicle.exported()
			const kept = new Set(
				record.incidents.flatMap((incident) =>
					incident.updates.flatMap((update) => [
						update.body,
						...update.revisions.flatMap((entry) => entry.was ?? []),
					]),
				),
			)
			const keptTitles = new Set(
				record.incidents.flatMap((incident) => [
					incident.title,
					...incident.revisions.flatMap((entry) => entry.was ?? []),
				]),
			)
			for (const body of bodies) expect(kept).toContain(body)
			for (const title of titles) expect(keptTitles).toContain(title)
		}),
		{ numRuns: 60 },
	)
})

test('whatever a page moves, each tie, state and time that a look saw is still in the record', () => {
	fc.assert(
		fc.property(fc.array(act, { minLength: 1, maxLength: 25 }), (acts) => {
			const { chronicle, sights } = tell(acts)
			const record = chronicle.exported()
			for (const sight of sights) {
				const incident = record.incidents.find(({ id }) => id === sight.id)
				if (!incident) throw new Error(`${sight.id} was seen and is not in the record`)
				const tied = incident.tied?.components.map(({ componentId }) => componentId)
				for (const component of sight.components) expect(tied).toContain(component)
				expect(
					isNear(
						versions(incident.startedAt, incident.revisions, 'startedAt'),
						sight.startedAt,
						60,
					),
				).toBe(true)
				for (const seen of sight.updates) {
					const update = incident.updates.find(({ id }) => id === seen.id)
					expect(isNear(versions(update?.at, update?.revisions ?? [], 'at'), seen.at, 1)).toBe(true)
					const states = [
						update?.states.map(({ state }) => state).join() ?? '',
						...(update?.revisions ?? []).flatMap(({ field, was }) =>
							field === 'states' ? [was ?? ''] : [],
						),
					]
					const known = seen.states === 'on_fire' ? 'unknown' : seen.states
					expect(states.some((text) => text.includes(known))).toBe(true)
				}
			}
		}),
		{ numRuns: 60 },
	)
})

test('whatever a page claims, nothing is acknowledged before it was written nor at a look without it, and accusations rest on two looks', () => {
	fc.assert(
		fc.property(fc.array(act, { minLength: 1, maxLength: 25 }), (acts) => {
			const { chronicle } = tell(acts)
			const record = chronicle.exported()
			for (const { milestones, updates } of record.incidents) {
				const first = updates.find(({ id }) => milestones.acknowledgedAt?.event.endsWith(`:${id}`))
				if (!first || !milestones.acknowledgedAt) continue
				for (const bound of [first.at, first.publishedAt, first.seen.after])
					if (bound !== undefined)
						expect(compareInstants(milestones.acknowledgedAt.at, bound)).toBeGreaterThanOrEqual(0)
				if (first.publishedAt !== undefined) expect(first.publishedAt).not.toBe(first.at)
			}
			for (const { kind, seen, value } of record.timelines.flatMap(({ events }) => events)) {
				if (correctionKinds.has(kind) && kind !== 'withdrawn') expect(seen?.after).toBeDefined()
				if (kind !== 'backdated' || seen?.after === undefined) continue
				const [was, became] = [value?.was, value?.became].map(String)
				expect(
					compareInstants(became ?? '', value?.was === null ? seen.after : (was ?? '')),
				).toBeLessThan(0)
			}
		}),
		{ numRuns: 60 },
	)
})

function versions(
	now: string | undefined,
	revisions: readonly { readonly field: string; readonly was: string | null }[],
	field: string,
): string[] {
	return [
		...(now === undefined ? [] : [now]),
		...revisions.flatMap((entry) =>
			entry.field === field && entry.was !== null ? [entry.was] : [],
		),
	]
}

function isNear(kept: readonly string[], seen: string, seconds: number): boolean {
	return kept.some((one) => Math.abs(secondsBetween(one, seen)) < seconds)
}

test('whatever a page does, the Export is valid, ordered and the same when computed again', () => {
	fc.assert(
		fc.property(fc.array(act, { minLength: 1, maxLength: 25 }), (acts) => {
			const { chronicle } = tell(acts)
			const record = chronicle.exported()
			expect(Export.safeParse(record).error).toBeUndefined()
			for (const { events } of record.timelines) {
				expect(new Set(events.map((event) => event.id)).size).toBe(events.length)
				for (const [position, event] of events.entries()) {
					const before = events[position - 1]
					if (before) expect(compareInstants(before.at, event.at)).toBeLessThanOrEqual(0)
				}
			}
			for (const state of record.states)
				if (state.to !== undefined) expect(compareInstants(state.from, state.to)).toBeLessThan(0)
			expect(exportText(chronicle.exported())).toBe(exportText(record))
		}),
		{ numRuns: 60 },
	)
})

test('a word that nobody knows never passes for a healthy state or an end', () => {
	const { chronicle } = tell([
		{ do: 'open', title: 'wTrouble' },
		{ do: 'append', which: 0, status: 'gone fishing', body: 'wBye', state: 'on_fire' },
	])
	const record = chronicle.exported()
	expect(record.incidents[0]?.updates.at(-1)?.status).toBe('unknown')
	expect(record.states.filter((state) => state.surface === 'api').at(-1)?.state).not.toBe(
		'operational',
	)
	expect(record.problems.length).toBeGreaterThan(0)
})
