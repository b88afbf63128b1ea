import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exportText } from '#core/bundle/rebuild.ts'
import { Export } from '#core/model/export.ts'
import { addSeconds, compareInstants } from '#core/time.ts'
import { Chronicle } from '../../support/chronicle.ts'
import { incidentsDocument, type PageIncident, type PageUpdate, summaryDocument } from '../../support/statuspage-documents.ts'

/** What a provider may do to its page between two looks of ours. */
type Act =
	| { do: 'open'; title: string }
	| { do: 'append'; which: number; status: string; body: string; state: string }
	| { do: 'edit'; which: number; body: string }
	| { do: 'retitle'; which: number; title: string }
	| { do: 'remove'; which: number }
	| { do: 'remove-update'; which: number }
	| { do: 'nothing' }

const which = fc.nat(5)
const words = fc.string({ minLength: 3, maxLength: 12, unit: 'grapheme-ascii' }).map((text) => `w${text.replace(/[^a-z0-9]/gi, 'x')}`)
const act: fc.Arbitrary<Act> = fc.oneof(
	fc.record({ do: fc.constant('open' as const), title: words }),
	fc.record({
		do: fc.constant('append' as const),
		which,
		status: fc.constantFrom('investigating', 'identified', 'monitoring', 'resolved', 'gone fishing'),
		body: words,
		state: fc.constantFrom('operational', 'degraded_performance', 'partial_outage', 'major_outage', 'on_fire'),
	}),
	fc.record({ do: fc.constant('edit' as const), which, body: words }),
	fc.record({ do: fc.constant('retitle' as const), which, title: words }),
	fc.record({ do: fc.constant('remove' as const), which }),
	fc.record({ do: fc.constant('remove-update' as const), which }),
	fc.record({ do: fc.constant('nothing' as const) }),
)

interface Told {
	readonly chronicle: Chronicle
	readonly bodies: ReadonlySet<string>
	readonly titles: ReadonlySet<string>
}

/** Plays the acts on a page, one a minute, and looks at it after each (unless the look fails). */
function tell(acts: readonly (Act & { failed?: boolean })[]): Told {
	const page: PageIncident[] = []
	const chronicle = new Chronicle()
	const bodies = new Set<string>()
	const titles = new Set<string>()
	acts.forEach((step, position) => {
		const now = addSeconds('2026-05-01T00:00:00Z', position * 60)
		const target = page.length > 0 ? page[('which' in step ? step.which : 0) % page.length] : undefined
		if (step.do === 'open')
			page.unshift({
				id: `i${position}`,
				name: step.title,
				createdAt: now,
				updates: [{ id: `i${position}u`, at: now, status: 'investigating', body: `opened ${position}` }],
			})
		else if (target && step.do !== 'nothing') change(page, target, step, position, now)
		const looked = addSeconds(now, 30)
		if (position % 7 === 3) chronicle.failed(looked, 'incidents', { kind: 'timeout', message: 'no answer' })
		else {
			chronicle.look(looked, 'incidents', incidentsDocument(now, page))
			for (const incident of page) {
				titles.add(incident.name ?? '')
				for (const update of incident.updates) bodies.add(update.body ?? '')
			}
		}
		if (position % 2 === 0)
			chronicle.look(looked, 'summary', summaryDocument(now, { 'c-web': 'operational', 'c-api': position % 3 ? 'operational' : 'strange' }))
	})
	return { chronicle, bodies, titles }
}

function change(page: PageIncident[], target: PageIncident, step: Act, position: number, now: string): void {
	target.updatedAt = now
	const last = target.updates.at(-1) as PageUpdate // an incident of the page always has one
	if (step.do === 'append')
		target.updates.push({
			id: `${target.id}u${position}`,
			at: now,
			status: step.status,
			body: `${step.body} ${position}`,
			states: { 'c-api': ['operational', step.state] },
		})
	if (step.do === 'edit') last.body = `${step.body} ${position}`
	if (step.do === 'retitle') target.name = `${step.title} ${position}`
	if (step.do === 'remove') page.splice(page.indexOf(target), 1)
	if (step.do === 'remove-update' && target.updates.length > 1) target.updates.pop()
}

test('whatever a page does, every text that a look saw is still in the record', () => {
	fc.assert(
		fc.property(fc.array(act, { minLength: 1, maxLength: 25 }), (acts) => {
			const { chronicle, bodies, titles } = tell(acts)
			const record = chronicle.exported()
			const kept = new Set(
				record.incidents.flatMap((incident) => incident.updates.flatMap((update) => [update.body, ...update.revisions.flatMap((entry) => entry.was ?? [])])),
			)
			const keptTitles = new Set(record.incidents.flatMap((incident) => [incident.title, ...incident.revisions.flatMap((entry) => entry.was ?? [])]))
			for (const body of bodies) expect(kept).toContain(body)
			for (const title of titles) expect(keptTitles).toContain(title)
		}),
		{ numRuns: 60 },
	)
})

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
			for (const state of record.states) if (state.to !== undefined) expect(compareInstants(state.from, state.to)).toBeLessThan(0)
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
	expect(record.states.filter((state) => state.surface === 'api').at(-1)?.state).not.toBe('operational')
	expect(record.problems.length).toBeGreaterThan(0)
})
