import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Content } from '#core/model/content.ts'
import { intakeSource, type ReportCount } from '#core/model/report.ts'
import { addSeconds } from '#core/time/time.ts'
import { createApp } from '../../worker/edge/api/create-app.ts'
import { describeApi, routes } from '../../worker/edge/api/describe-api.ts'
import type { Intake } from '../../worker/edge/recorder/recorder-deps.ts'
import type { Env } from '../../worker/env.ts'
import { slotAt } from '../support/acme-story.ts'
import { reading } from '../support/crowd-story.ts'
import { type Answer, type Description, fieldAccount } from '../support/described-fields.ts'
import { assetsOf } from '../support/published.ts'
import { contentOf, onStage, providerOf, type Site } from '../support/recorder-stage.ts'
import {
	incidentsDocument,
	maintenancesDocument,
	type PageIncident,
	summaryDocument,
} from '../support/statuspage-documents.ts'

/**
 * What the API answers about two providers to whom everything happens that can: silent edits, a
 * statement that was backdated, one that was taken back, a fix that did not hold, an end that nobody
 * posted, a maintenance, pages that fail, words that nobody knows, and users who report first. The
 * recorder writes it; each answer has the fields that its schema names, and no other.
 */

const acme = providerOf('acme')
const bolt = {
	...providerOf('bolt'),
	sources: [
		...providerOf('bolt').sources,
		{
			id: 'bolt-old',
			platform: 'statuspage',
			url: 'https://old.bolt.example',
			kind: 'official' as const,
			everySeconds: 60,
			enabled: false,
			notes: 'It moved.',
		},
	],
}

const states = (from: string, to: string) => ({ 'c-web': [from, to] as [string, string] })

function acmeIncidents(minute: number): PageIncident[] {
	const edited: PageIncident = {
		id: 'edited1',
		name: minute >= 7 ? 'Errors for some' : 'Errors for all',
		impact: minute >= 7 ? 'minor' : 'major',
		createdAt: slotAt(2),
		updatedAt: slotAt(Math.min(minute, 9)),
		updates: [
			{
				id: 'e1',
				at: slotAt(2),
				status: 'investigating',
				body: minute >= 6 ? 'It was never that bad.' : 'Everything is down.',
				states: states('operational', 'major_outage'),
			},
			...(minute >= 4 ? [{ id: 'e2', at: slotAt(4), status: 'monitoring' }] : []),
			...(minute >= 5
				? [
						{
							id: 'e3',
							at: slotAt(5),
							status: 'investigating',
							notified: false,
							states: states('major_outage', 'partial_outage'),
						},
					]
				: []),
			...(minute >= 8
				? [
						{
							id: 'e4',
							at: slotAt(8),
							status: 'resolved',
							states: states('partial_outage', 'operational'),
						},
						{ id: 'e5', at: slotAt(9), status: 'postmortem', body: 'What we learnt.' },
					]
				: []),
		],
	}
	const takenBack: PageIncident = {
		id: 'taken1',
		createdAt: slotAt(3),
		updatedAt: slotAt(3),
		updates: [{ id: 't1', at: slotAt(3), status: 'investigating' }],
	}
	const backdated: PageIncident = {
		id: 'backdated1',
		createdAt: slotAt(10),
		updatedAt: slotAt(Math.min(minute, 19)),
		components: ['c-api', 'c-odd'],
		updates: [
			{ id: 'b1', at: slotAt(10), status: 'investigating' },
			...(minute >= 19 ? [{ id: 'b2', at: slotAt(11), status: 'identified' }] : []),
			...(minute >= 14 && minute < 16
				? [{ id: 'b3', at: slotAt(14), status: 'identified', body: 'It was the cable.' }]
				: []),
		],
	}
	return [
		...(minute >= 10 ? [backdated] : []),
		...(minute >= 3 && minute < 9 ? [takenBack] : []),
		...(minute >= 2 ? [edited] : []),
	]
}

const maintenance: PageIncident = {
	id: 'planned1',
	window: [slotAt(600), slotAt(660)],
	updates: [{ id: 'p1', at: slotAt(0), status: 'scheduled' }],
}

const isOpen = ({ updates }: PageIncident) =>
	!['resolved', 'postmortem'].includes(updates.at(-1)?.status ?? '')

/** Acme answers always; Bolt fails for a while, and again at the end, with when to come again. */
const site: Site = (url, minute) => {
	const at = slotAt(Math.min(minute, 19))
	const own = url.includes('acme')
	if (!own && ((minute >= 4 && minute < 12) || minute > 190))
		return new Response('no', { status: 503, headers: { 'retry-after': '90' } })
	const incidents = own ? acmeIncidents(minute) : []
	if (url.endsWith('summary.json'))
		return Response.json(
			summaryDocument(
				at,
				{
					'c-web': own && minute >= 2 && minute < 8 ? 'major_outage' : 'operational',
					'c-api': own && minute >= 11 ? 'a word of their own' : 'operational',
					...(own && { 'c-odd': 'partial_outage' }),
				},
				incidents.filter(isOpen),
			),
		)
	if (url.endsWith('incidents.json')) return Response.json(incidentsDocument(at, incidents))
	return Response.json(maintenancesDocument(slotAt(0), own ? [maintenance] : []))
}

/** Two reports a window are usual; after an hour there are sixty of Bolt and five of Acme. */
const intake: Intake = {
	async closed(provider, before) {
		const windows: ReportCount[] = []
		for (let minute = 0; addSeconds(slotAt(minute), 900) <= before; minute += 15) {
			const loud = provider === 'bolt' && minute >= 60
			const more = provider === 'acme' && minute >= 60 ? 5 : 2
			windows.push({
				provider,
				source: intakeSource,
				at: slotAt(minute),
				windowSeconds: 900,
				count: loud ? 60 : more,
				baseline: 2,
				networks: loud ? 40 : 2,
				...(loud && { surfaces: { web: 50 }, symptoms: { errors: 30 } }),
			})
		}
		return windows
	},
	async confirm() {},
}

const written = {
	author: 'the editors',
	links: [{ url: 'https://press.example/story', title: 'The Press' }],
	writtenAt: slotAt(0),
}
const crowdId = 'crowd-20260302T1300Z'
const content: Content = {
	...contentOf(acme, bolt),
	episodes: [
		{
			id: 'both-2026-03-02',
			provider: 'acme',
			providers: ['acme', 'bolt'],
			title: 'Both down',
			incidents: ['acme/edited1', `bolt/${crowdId}`],
			reason: 'The same minute.',
		},
	],
	annotations: [
		{
			...written,
			id: 'note-1',
			subject: 'incidents/acme/edited1',
			at: slotAt(3),
			title: 'A note',
			body: 'Of ours.',
		},
	],
	claims: [
		{
			...written,
			id: 'claim-1',
			subject: 'incidents/acme/edited1',
			at: slotAt(4),
			title: 'A claim',
			body: 'Of somebody.',
			claimant: 'The Press',
			standing: 'agrees',
		},
	],
	readings: [
		reading({
			id: 'reading-1',
			at: slotAt(5),
			subject: 'incidents/acme/edited1',
			kind: 'bucket',
			count: 900,
			bound: 'about',
			upTo: 1000,
			region: 'DE',
		}),
	],
}

const minutes = [
	...Array.from({ length: 21 }, (_, minute) => minute),
	...Array.from({ length: 14 }, (_, index) => 30 + index * 15),
]
const description = JSON.parse(JSON.stringify(describeApi(content.site))) as Description
const account = fieldAccount(description)
let ask: (path: string) => Promise<Answer>

beforeAll(async () => {
	const own = env as unknown as Env
	const told = await onStage(content, site, async (stage) => {
		for (const minute of minutes) {
			// A row that was damaged behind its back is made anew from the snapshots.
			if (minute === 20) {
				stage.spoil('acme/taken1', () => '{"id":')
				stage.restart()
			}
			await stage.tick(minute, { intake, step: minute > 20 ? 900 : 60 })
		}
		for (const [key, value] of stage.kv.newest())
			await own.KV.put(key, value, { metadata: stage.kv.metadata.get(key) ?? {} })
		return { status: stage.shard.status(), looks: stage.shard.looks() }
	})
	const bindings = {
		...own,
		CF_VERSION_METADATA: undefined,
		ASSETS: assetsOf(new Map([['/data/openapi.json', JSON.stringify(description)]])),
		RECORDER: {
			idFromName: (name: string) => name,
			get: () => ({ statusAndLooks: async () => told }),
		},
	}
	const app = createApp(content)
	const context = {
		waitUntil: () => undefined,
		passThroughOnException: () => undefined,
		props: {},
	} as unknown as ExecutionContext // all that the app uses
	ask = async (path) => {
		const response = await app.request(`/api/v1${path}`, undefined, bindings, context)
		return {
			status: response.status,
			contentType: response.headers.get('content-type') ?? '',
			text: await response.text(),
		}
	}
}, 120_000)

const acmes = ['edited1', 'taken1', 'backdated1', 'planned1'].map((id) => `acme/${id}`)
const incidents = [...acmes, `bolt/${crowdId}`]
const asked: Readonly<Record<string, readonly string[]>> = {
	'/status': ['/status'],
	'/verdict/{provider}/{surface}': ['web', 'api'].map((product) => `/verdict/acme/${product}`),
	'/providers': ['/providers'],
	'/providers/{provider}': ['/providers/acme', '/providers/bolt'],
	'/providers/{provider}/reports': [
		'/providers/acme/reports?from=2026-03-02&to=2026-03-03',
		'/providers/bolt/reports?from=2026-03-02&to=2026-03-03',
	],
	'/incidents': ['/incidents', '/incidents?status=open', '/incidents?kind=maintenance'],
	'/incidents/{provider}/{id}': incidents.map((id) => `/incidents/${id}`),
	'/incidents/{provider}/{id}/timeline': incidents.flatMap((id) => [
		`/incidents/${id}/timeline`,
		`/incidents/${id}/timeline?asOf=${slotAt(12)}`,
	]),
	'/episodes': ['/episodes'],
	'/episodes/{id}': ['/episodes/both-2026-03-02', '/episodes/acme-2026-03-02'],
	'/episodes/{id}/timeline': ['/episodes/both-2026-03-02/timeline'],
	'/claims': ['/claims'],
	'/at': [3, 12, 120].map((minute) => `/at?provider=acme&t=${slotAt(minute)}`),
	'/snapshots': ['acme', 'bolt'].map(
		(id) => `/snapshots?source=${id}/${id}-status&day=2026-03-02&limit=200`,
	),
	'/export': ['/export', '/export?month=2026-03'],
	'/openapi.json': ['/openapi.json'],
}

describe.each(Object.entries(asked))('%s', (path, addresses) => {
	test.each(addresses)('%s has what its schema names, and no other field', async (address) => {
		const answer = await ask(address)
		expect([answer.status, answer.contentType], answer.text.slice(0, 300)).toEqual([
			200,
			'application/json; charset=utf-8',
		])
		const route = routes.find((one) => one.path === path)
		if (!route || 'bytes' in route.answer) throw new Error(`${path} is no route with a schema`)
		const read = route.answer.schema.safeParse(JSON.parse(answer.text))
		expect(read.error?.issues ?? []).toEqual([])
		expect(account.read('get', path, answer)).toEqual([])
	})
})

test('a field more is found, however deep it lies', async () => {
	const answer = await ask('/incidents/acme/edited1/timeline')
	const spoilt = (from: string, to: string) =>
		account.read('get', '/incidents/{provider}/{id}/timeline', {
			...answer,
			text: answer.text.replace(from, to),
		})
	expect(spoilt('"builtFrom":', '"stray":1,"builtFrom":')).toEqual([
		'TimelineAnswer.stray is not described',
	])
	expect(spoilt('"heldSeconds":', '"stray":1,"heldSeconds":').join()).toMatch(
		/^TimelineEvent is none of those described/,
	)
})

test('everything that can happen was among it', () => {
	expect(happens.filter((field) => !account.shown.has(field))).toEqual([])
})

/** By what it shows in, as the description names it. */
const happens = [
	'StatementEvent.value',
	'StatusChangeEvent.value',
	'StateChangeEvent.value',
	'RelapseEvent.value',
	'UnlistedEvent.value',
	'RiseEvent.value',
	'PossibleRiseEvent.value',
	'ReadingEvent.value.upTo',
	'EditEvent.value',
	'BackdatingEvent.value.absentAt',
	'WithdrawalEvent.value.field',
	'NoteEvent.value',
	'ClaimEvent.value',
	'GapEvent.value',
	'Incident.scheduledFor',
	'Incident.endedUnseen',
	'Incident.tied.components.component',
	'IncidentAnswer.shared.title',
	'IncidentSummary.endedUnseen',
	'Update.absence.confirmed',
	'Update.revisions.was',
	'Episode.providers',
	'EpisodeAnswer.members',
	'Gap.to',
	'Snapshot.failure.retryAt',
	'SurfaceNow.last',
	'StatusAnswer.providers.alsoListed.name',
	'StatusAnswer.providers.documents.failure.httpStatus',
	'StatusAnswer.providers.off.reason',
	'StatusAnswer.providers.open.statement.body',
	'StatusAnswer.providers.problems.message',
	'ProviderAnswer.crowd.windowsAbove',
	'ProviderAnswer.possible.score',
	'ReportsAnswer.items.networks',
	'ReportsAnswer.items.symptoms',
	'ExportAnswer.incidents.shared',
	'AtAnswer.documents.before.distanceSeconds',
]
