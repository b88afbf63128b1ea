import { expect, test } from 'vitest'
import { bounds } from '#core/bounds.ts'
import { wholeIncident } from '#core/documents/incident-parts.ts'
import { bytesOf } from '#core/documents/sized.ts'
import { replacedVersions } from '#core/incident/bounded-revisions.ts'
import type { IncidentDocument, IncidentPart, NowDocument } from '#core/model/documents.ts'
import { slotAt, start } from '../support/acme-story.ts'
import { FakeKv } from '../support/fake-kv.ts'
import { measured } from '../support/measured.ts'
import { contentOf, onStage, providerOf, type Site, type Stage } from '../support/recorder-stage.ts'
import {
	incidentsDocument,
	maintenancesDocument,
	type PageIncident,
	summaryDocument,
} from '../support/statuspage-documents.ts'

/**
 * Pages that grow without end, through the real recorder, beside one that does not. As many looks
 * as GROWTH_LOOKS says.
 */
const looks = measured('GROWTH_LOOKS', 8)

const json = (value: unknown) =>
	new Response(JSON.stringify(value), { headers: { 'content-type': 'application/json' } })

const calm = (minute: number): PageIncident => ({
	id: 'calm-1',
	name: `News of minute ${minute}`,
	createdAt: slotAt(-5),
	updatedAt: slotAt(minute),
	updates: [{ id: 'calm-u', at: slotAt(-5), status: 'investigating' }],
})

/** A page of three documents that changes with every look. */
interface Growing {
	readonly name: string
	readonly components?: (minute: number) => readonly object[]
	readonly incidents?: (minute: number) => PageIncident[]
	/** What is said of it in the end. */
	readonly says: readonly string[]
	/** What is told and what is counted as left out make all that the page said. */
	readonly adds?: (kv: FakeKv) => void
}

const text = (length: number, seed: string) =>
	`${seed} ${'sixteen letters '.repeat(Math.ceil(length / 16))}`.slice(0, length)

/** One incident of 95 statements; `place` gives each its id and time. */
const long = (
	minute: number,
	length: number,
	place: (index: number) => { readonly id: string; readonly at: string },
): PageIncident => ({
	id: 'long',
	createdAt: slotAt(-200),
	updatedAt: slotAt(minute),
	status: 'investigating',
	updates: Array.from({ length: 95 }, (_, index) => ({
		...place(index),
		status: 'investigating',
		body: text(length, `${minute}-${index}`),
	})),
})

const pages: readonly Growing[] = [
	{
		name: 'new component ids at every look',
		components: (minute) =>
			Array.from({ length: 3600 }, (_, index) => ({
				id: `k${minute}-${index}`,
				name: text(480, `${minute}-${index}`),
				status: 'operational',
			})),
		says: ['3600, of which we read 2000'],
		adds: (kv) => {
			const now = told(kv).providers.find(({ provider }) => provider.id === 'grows')
			// Two lists in a row may have brought them: the newest, and those that the newest lacks once.
			expect((now?.unattributed.length ?? 0) + (now?.leftOut?.unattributed ?? 0)).toBe(
				bounds.componentsAProvider.most,
			)
		},
	},
	{
		name: 'new component ids in trouble at every look',
		components: (minute) =>
			Array.from({ length: 3000 }, (_, index) => ({
				id: `k${minute}-${index}`,
				name: `${minute}-${index}`,
				status: 'major_outage',
			})),
		says: ['3000, of which we read 2000', 'Components of one provider whose states are remembered'],
	},
	{
		name: 'one incident of 95 long statements, all edited at every look',
		incidents: (minute) => [
			long(minute, 19_900, (index) => ({ id: `u${index}`, at: slotAt(-200 + index) })),
		],
		says: ['Versions of one text'],
		adds: (kv) => {
			const { incident } = wholeOf(kv, 'long')
			expect(incident.updates).toHaveLength(95)
			for (const { revisions } of incident.updates)
				expect(replacedVersions(revisions)).toBe(looks - 1)
			// The first version and the newest are among those that are kept.
			expect(incident.updates[0]?.revisions[0]?.was).toMatch(/^0-0 /)
			expect(incident.updates[0]?.revisions.at(-1)?.became?.startsWith(`${looks - 1}-0 `)).toBe(
				true,
			)
			expect(summaryOf(kv, 'long')?.corrections).toBe(95 * (looks - 1))
		},
	},
	{
		name: 'one incident whose statements are all new at every look',
		incidents: (minute) => [
			long(minute, 1000, (index) => ({ id: `u${minute}-${index}`, at: slotAt(minute) })),
		],
		says: ['Updates of one incident'],
		adds: (kv) => {
			const { incident } = wholeOf(kv, 'long')
			expect(incident.updates).toHaveLength(bounds.updatesAnIncident.most)
			expect(incident.updates.length + (incident.leftOut?.updatesAnIncident ?? 0)).toBe(95 * looks)
			expect(summaryOf(kv, 'long')?.updates).toBe(95 * looks)
		},
	},
	{
		name: 'new incident ids at every look',
		incidents: (minute) =>
			Array.from({ length: 90 }, (_, index) => ({
				id: `i${minute}-${index}`,
				name: text(400, `${minute}-${index}`),
				createdAt: slotAt(minute),
				updatedAt: slotAt(minute),
				updates: [
					{
						id: `i${minute}-${index}u`,
						at: slotAt(minute),
						status: 'investigating',
						body: text(3000, `${minute}`),
					},
				],
			})),
		says: ['New incidents of one provider in a UTC day'],
		adds: (kv) => {
			const filed = told(kv).providers.find(({ provider }) => provider.id === 'grows')?.filed ?? []
			// The first look brings the page's history; the day's bound holds from the second on.
			expect(filed.reduce((sum, { incidents }) => sum + incidents, 0)).toBe(
				Math.min(90 * looks, 90 + bounds.newIncidentsADay.most),
			)
		},
	},
]

function siteOf({ components, incidents }: Growing): Site {
	return (url, minute) => {
		if (url.includes('calm'))
			return json(
				url.includes('/incidents.json')
					? incidentsDocument(slotAt(minute), [calm(minute)])
					: url.includes('summary')
						? summaryDocument(slotAt(minute), {}, [calm(minute)])
						: maintenancesDocument(slotAt(0), []),
			)
		if (url.includes('/incidents.json'))
			return json(incidentsDocument(slotAt(minute), incidents?.(minute) ?? []))
		if (url.includes('summary'))
			return json({
				...summaryDocument(slotAt(minute), {}, incidents?.(minute)),
				components: components?.(minute) ?? [],
			})
		return json(maintenancesDocument(slotAt(0), []))
	}
}

/** An incident as its published documents give it together. */
function wholeOf(kv: FakeKv, id: string): IncidentDocument {
	const read = <Shape>(key: string) => JSON.parse(String(kv.newest().get(key))) as Shape
	const head = read<IncidentDocument>(`incident/grows/${id}`)
	const parts = Array.from({ length: head.older?.parts ?? 0 }, (_, index) =>
		read<IncidentPart>(`incident/grows/${id}/part/${index + 1}`),
	)
	return wholeIncident(head, parts)
}

function summaryOf(kv: FakeKv, id: string) {
	return told(kv)
		.providers.flatMap(({ open }) => open)
		.find((incident) => incident.id === id)
}

/** KV without the day's limit: what is published is the question, not how much of it. */
const kvOf = () => new FakeKv(start, 1_000_000)

const told = (kv: FakeKv) => JSON.parse(String(kv.newest().get('now/shard-0'))) as NowDocument

function newsOfCalm(kv: FakeKv): number {
	const title =
		told(kv).providers.find(({ provider }) => provider.id === 'calm')?.open[0]?.title ?? ''
	return Number(/\d+$/.exec(title)?.[0])
}

function largest(kv: FakeKv): number {
	return Math.max(
		...[...kv.newest()].flatMap(([key, value]) =>
			key.startsWith('blob/') || typeof value !== 'string' ? [] : [bytesOf(value)],
		),
	)
}

async function play(
	page: Growing,
	look: (kv: FakeKv, minute: number, stage: Stage) => void | Promise<void>,
): Promise<FakeKv> {
	const kv = kvOf()
	await onStage(
		contentOf(providerOf('grows'), providerOf('calm')),
		siteOf(page),
		async (stage) => {
			for (let minute = 0; minute < looks; minute += 1) {
				kv.now = slotAt(minute)
				await stage.tick(minute)
				await look(kv, minute, stage)
			}
		},
		{ kv },
	)
	return kv
}

test.each(pages)(
	'$name: no document over a megabyte, others told in time, and what is known stops growing',
	async (page) => {
		const known: number[] = []
		let largestSeen = 0
		let behind = 0
		let said: readonly string[] = []
		const kv = await play(page, (written, minute, stage) => {
			behind = Math.max(behind, minute - newsOfCalm(written))
			largestSeen = Math.max(largestSeen, largest(written))
			known.push(stage.knownBytes())
			said = stage.shard.status().problems.map(({ message }) => message)
		})
		console.log(`${page.name}: largest ${largestSeen} bytes, known ${known.join(' ')} bytes`)
		expect(largestSeen).toBeLessThanOrEqual(bounds.bytesADocument.most)
		expect(behind).toBeLessThanOrEqual(1)
		expect(kv.refused).toBe(0)
		// A day brings no more; before its end the bound on that day is what holds.
		const [before = 0, after = 0] = known.slice(-2)
		expect(after).toBeLessThanOrEqual(before * 1.03)
		for (const words of page.says)
			expect(said.some((message) => message.includes(words))).toBe(true)
		page.adds?.(kv)
	},
	120_000,
)
