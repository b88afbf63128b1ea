import { describe, expect, test } from 'vitest'
import { crowdOrigin } from '#core/crowd/origin.ts'
import { restated } from '#core/crowd/restated.ts'
import { buildDocuments } from '#core/documents/build-documents.ts'
import { newsOf } from '#core/documents/news.ts'
import type { Sight } from '#core/documents/sight.ts'
import { blocksText } from '#core/formats/feeds/feed-words.ts'
import { incidentFeed } from '#core/formats/feeds/feeds.ts'
import { llmsText } from '#core/formats/llms.ts'
import { statuspageAnswer } from '#core/formats/statuspage-shape.ts'
import { lagText } from '#core/fragments/crowd-incident.ts'
import { incidentPage } from '#core/fragments/incident-page.ts'
import { nowPage } from '#core/fragments/now/now-page.ts'
import { providerPage } from '#core/fragments/provider-page.ts'
import type { IncidentDocument, ProviderNow } from '#core/model/documents.ts'
import type { Incident } from '#core/model/incident.ts'
import type { Rise } from '#core/model/report.ts'
import { crowdSourceName } from '#core/record/crowd-sources.ts'
import { toldExport, toldIncident } from '../../support/analysed.ts'
import { contentOf } from '../../support/chronicle.ts'
import { possibleRise, reading, rise, windows } from '../../support/crowd-story.ts'
import { visibleText as text } from '../../support/visible-text.ts'

/** What pages say of the crowd: beside the provider's word, and never as the provider's word. */

const { site } = contentOf()
const day = (clock: string) => `2026-01-20T${clock}:00Z`

const lasting = rise({
	id: 'reports-lasting',
	roseAt: day('11:30'),
	windowsAbove: 6,
	networks: 9,
	neighbours: [],
})
const over = rise({
	id: 'reports-over',
	roseAt: '2026-01-10T09:00:00Z',
	settledAt: '2026-01-10T11:00:00Z',
	windowsAbove: 6,
	networks: 9,
})
const [provider] = toldExport().providers
if (!provider) throw new Error('the told record has no provider')
const unanswered = crowdOrigin(provider, [], [over, lasting])

function documentsOf(incidents: readonly Incident[], rises = [over, lasting]) {
	const told = toldExport({
		rises,
		asOf: '2026-01-20T13:00',
		readings: [
			reading({
				id: 'early',
				subject: 'incidents/acme/i1',
				at: day('11:37'),
				kind: 'first',
				title: 'First reports',
			}),
		],
	})
	const reports = windows(day('11:00'), [1, 2, 40, 90, 80, 60, 50, 40])
	const record = {
		...told,
		incidents: [...incidents],
		timelines: [
			{
				subject: { kind: 'incident' as const, provider: 'acme', id: 'x' },
				events: [],
				reports,
				gaps: [],
				builtFrom: [],
			},
		],
	}
	return { record, documents: buildDocuments(record, contentOf(), 'told') }
}

const { record, documents } = documentsOf(unanswered)

function pageOf(id: string | undefined): {
	readonly document: IncidentDocument
	readonly page: string
} {
	const document = documents.incidents.get(`acme/${id}`)
	if (!document) throw new Error(`no incident ${id}`)
	return { document, page: incidentPage(document, site).bodyHtml }
}

describe('an incident that nobody acknowledged', () => {
	const { page } = pageOf(unanswered.find(({ status }) => status === 'resolved')?.id)
	const { page: going, document: open } = pageOf(
		unanswered.find(({ status }) => status === 'unknown')?.id,
	)

	test('says so, and claims neither a status nor a rating nor a statement', () => {
		expect(text(page)).toContain('reported by users never acknowledged')
		expect(text(page)).toContain('No statement of Acme about it is in the record.')
		expect(text(page)).toContain(
			'The rule of this record was met by the counts until 10 January 2026, 09:45:00 UTC.',
		)
		expect(text(going)).toContain('reported by users not acknowledged so far')
		expect(text(going)).toContain('reports have not settled as far as this record goes')
		for (const made of [page, going]) {
			expect(made).not.toMatch(/data-impact|data-status|first stated this|Official statements/)
			expect(text(made)).toContain('never: the provider said nothing that this record holds')
		}
	})

	test('begins and ends with the rise itself, one line each, every event under its address', () => {
		const lines = [...page.matchAll(/<li id="([^"]+)" class="event" data-kind="([^"]+)"/g)].map(
			([, , kind]) => kind,
		)
		expect(lines).toEqual(['update', 'reports_peaked', 'update'])
		for (const event of ['reports-over:rose', 'reports-over:settled'])
			expect(page).toContain(`id="${event}" class="with"`)
		expect(page.split('<bdi>Reports sent to this site</bdi>').length - 1).toBe(3)
	})

	test('shows the counts around it, and where they can be fetched', () => {
		expect(going).toContain('class="counted"')
		expect(going).toContain('Reports sent to this site, per 15 min')
		expect(going).toMatch(/href="\/api\/v1\/providers\/acme\/reports\?from=[^"]+">the counts<\/a>/)
	})

	test('is on no status page that speaks for its provider, and its feed does not put words into its mouth', () => {
		const [now] = documents.now.providers
		if (!now) throw new Error('no provider')
		const view = {
			now,
			incidents: record.incidents,
			asOf: day('13:00'),
			origin: 'https://here.example',
			site: site.name,
		}
		expect(JSON.stringify(statuspageAnswer(view, 'incidents'))).not.toContain('Users reported')
		const items = incidentFeed(open, site).items
		expect(items.flatMap((item) => item.categories)).not.toContain('reports_peaked')
		expect(items.map((item) => item.title).join()).toMatch(/User reports rose|Reported by users/)
		const texts = items.map((item) => blocksText(item.blocks, 'https://here.example/'))
		for (const text of texts) expect(text).not.toMatch(/dated this|posted|We first saw/)
		for (const item of items) expect(item.author).toBeUndefined()
		expect(texts.join(' ')).toContain('Our threshold was met by the counts up to')
	})
})

describe('counts that were restated', () => {
	const gone = restated(provider, [], [lasting], [], day('13:00')).withdrawn
	const { documents: after } = documentsOf(gone, [])
	const document = after.incidents.get(`acme/${gone[0]?.id}`)
	if (!document) throw new Error('nothing was withdrawn')

	test('leave the page, which says so and claims nothing else', () => {
		const page = incidentPage(document, site).bodyHtml
		expect(text(page)).toContain('reported by users withdrawn By the counts')
		expect(text(page)).toContain(
			'By those known since 20 January 2026, 13:00:00 UTC this is no incident of Acme: they were restated, other services rose at the same time, or the rule has changed.',
		)
		expect(text(page)).toContain('Withdrawn: by the counts known since, this is no incident')
		expect(text(page)).not.toMatch(/Acknowledge|first seen at|from our snapshots/)
		expect(page).not.toMatch(/data-live|The page no longer lists it|so far</)
	})

	test('are no open incident anywhere, and no correction of the provider', () => {
		expect(after.now.providers.flatMap(({ open, crowd }) => [...open, ...crowd])).toEqual([])
		expect(after.feeds.get('acme')?.corrections).toEqual([])
	})
})

describe('lists for people and for programs', () => {
	const [now] = documents.now.providers
	if (!now) throw new Error('no provider')

	test('a provider’s page has what only users report apart from what is open', () => {
		// Its page was read long before: that says nothing of how far the counts go.
		const readBefore = {
			...now,
			coverage: now.coverage.map((stretch) => ({ ...stretch, readAt: '2026-01-02' })),
		}
		const page = text(providerPage(readBefore, day('13:00'), [], site).bodyHtml)
		expect(page).toContain('not being watched as of 2 January 2026')
		const [official = '', crowd = ''] = page.split('Reports are unusual')
		expect(official).not.toContain('Users reported')
		expect(crowd).toContain('What users say, not Acme, as of 20 January 2026, 13:00:00 UTC')
		expect(crowd).toContain('Acme has not acknowledged it')
	})

	test('the text for programs says which the providers acknowledged', () => {
		const sight: Sight = { provider, asOf: day('13:00'), precision: 'second', blind: null }
		const told = llmsText([{ now, sight }], site, 'https://here.example')
		const [posted = '', reported = ''] = told.split(
			'## Reported by users, acknowledged by no provider',
		)
		expect(posted).toContain('- Acme: no open incident, checked 20 January 2026, 13:00:00 UTC')
		expect(reported).toContain('Users reported trouble with Acme')
	})

	test('a file that names nobody is told by its hash', () => {
		expect(crowdSourceName(now.provider, 'import-report-file-09b1fc98')).toBe(
			'Counts from a file (09b1fc98)',
		)
		expect(crowdSourceName(now.provider, 'Somebody')).toBe('Somebody')
	})
})

describe('now', () => {
	const open = unanswered.find(({ status }) => status === 'unknown')
	const [now] = documents.now.providers
	if (!now || !open) throw new Error('nothing lasts in the told record')
	const newsFor = (entry: ProviderNow) =>
		newsOf({
			at: day('13:00'),
			asOf: day('13:00'),
			looks: { heard: true, waiting: false, documents: [] },
			providers: [{ provider, now: entry }],
		})

	test('nothing is said where nothing lasts', () => {
		expect(
			text(
				nowPage(newsFor({ ...now, crowd: [], open: [] }), site, 'https://here.example', 'acme')
					.bodyHtml,
			),
		).toContain('No count above its usual volume is known. Where nobody counts, that says nothing.')
	})

	test('an outage that only users report is no outage of the page, and no word of the provider', () => {
		const page = text(nowPage(newsFor(now), site, 'https://here.example', 'acme').bodyHtml)
		expect(page).toContain('What the crowd says')
		expect(page).toContain('Acme: Reports sent to this site unusual since')
		expect(page).not.toMatch(/What Acme says|Out now|Open now|To tell others/)
	})

	test('neighbours that rose at the same time are named', () => {
		const beside: Rise = {
			...lasting,
			neighbours: [
				{ provider: 'other', source: 'reports', roseAt: day('11:30'), knownAt: day('12:00') },
			],
		}
		const page = text(
			nowPage(newsFor({ ...now, crowd: [beside] }), site, 'https://here.example').bodyHtml,
		)
		expect(page).toContain(
			'Those about other rose at the same time: the trouble may lie beneath them all.',
		)
	})
})

describe('what is only possible', () => {
	const possible = possibleRise({
		roseAt: day('11:45'),
		confidence: 'low',
		basis: 'recent',
		weeks: 0,
	})
	const told = toldExport({
		possibleRises: [
			possible,
			possibleRise({ roseAt: day('08:00'), settledAt: day('09:30'), settledBy: 'quiet' }),
		],
		incidents: [
			{
				id: 'i1',
				from: '2026-01-20T09:00',
				to: '2026-01-20T12:30',
				stages: [['investigating', '2026-01-20T09:00']],
			},
		],
		asOf: '2026-01-20T13:00',
	})
	const made = buildDocuments(told, contentOf(), 'told')
	const [now] = made.now.providers
	if (!now) throw new Error('the told record has no provider')
	const words =
		'33 in 45 min up to 20 January 2026, 12:30:00 UTC, where 15 would be usual. More than usual since 20 January 2026, 11:45:00 UTC, not enough to call it a rise. Confidence low.'

	test('is told in its own words, and is neither open nor unusual', () => {
		expect([
			now.possible?.length,
			now.crowd,
			now.open.filter(({ origin }) => origin === 'crowd'),
		]).toEqual([1, [], []])
		const page = text(providerPage(now, day('13:00'), [], site).bodyHtml)
		expect(page).toContain('Slightly more reports than usual')
		expect(page).toContain(words)
		expect(page).not.toContain('Reports are unusual')
		const news = newsOf({
			at: day('13:00'),
			asOf: day('13:00'),
			looks: { heard: true, waiting: false, documents: [] },
			providers: [{ provider, now }],
		})
		const whole = text(nowPage(news, site, 'https://here.example').bodyHtml)
		expect(whole).toContain(`Acme : Reports sent to this site: ${words}`.replace('Acme :', 'Acme:'))
		expect(whole).not.toMatch(/unusual since|Users reported trouble/)
	})

	test('is on the timeline of what was open around it, with its end, and in no feed', () => {
		const document = made.incidents.get('acme/i1')
		if (!document) throw new Error('no incident i1')
		const kinds = document.timeline.events.map(({ kind }) => kind)
		expect(kinds.filter((kind) => kind.startsWith('reports_'))).toEqual([
			'reports_possible',
			'reports_possible_over',
			'reports_possible',
		])
		expect(incidentPage(document, site).bodyHtml).toContain(
			'More reports than usual, not enough to call it a rise',
		)
		const items = incidentFeed(document, site).items
		expect(items.length).toBeGreaterThan(0)
		expect(JSON.stringify(items)).not.toMatch(/More reports than usual|as usual again/)
		expect(JSON.stringify(made.feeds ?? [])).not.toMatch(/More reports than usual|as usual again/)
	})

	test('documents from before there was such a rule are read as they are', () => {
		const { possible: _, ...before } = now
		expect(providerPage(before, day('13:00'), [], site).bodyHtml).not.toContain('Slightly more')
	})
})

describe('an incident whose level has changed', () => {
	const steady = rise({
		roseAt: '2026-01-15T09:00:00Z',
		settledAt: '2026-01-18T09:00:00Z',
		settledBy: 'level',
		windowsAbove: 200,
		networks: 9,
	})
	const [incident] = crowdOrigin(provider, [], [steady])
	if (!incident) throw new Error('the rise opens none')

	test('closes so, and claims no end', () => {
		expect(incident).toMatchObject({
			closed: { at: '2026-01-18T09:00:00Z', by: 'level' },
			status: 'resolved',
		})
		expect(incident.resolvedAt).toBeUndefined()
		const document = documentsOf([incident], [steady]).documents.incidents.get(
			`acme/${incident.id}`,
		)
		if (!document) throw new Error('the incident has no document')
		const page = text(incidentPage(document, site).bodyHtml)
		expect(page).toContain('never acknowledged, the level has changed')
		expect(page).toContain('until that many counted as usual: the level had changed.')
		expect(page).toContain('The level has changed: the higher volume counts as usual now')
		const [gap] = crowdOrigin(provider, [], [{ ...steady, settledBy: 'gap' }])
		expect(gap?.closed?.by).toBe('gap')
	})
})

describe('the lag between crowd and provider', () => {
	const incident = toldIncident({
		id: 'i1',
		from: day('11:49'),
		stages: [
			['investigating', '2026-01-20T11:49:20Z'],
			['resolved', day('13:00')],
		],
	})
	const lagAfter = (at: string, more: object = {}) =>
		lagText({
			...incident,
			milestones: { ...incident.milestones, signalAt: { at, event: 'x', ...more } },
		})

	test('has its sign and its words, and is no more exact than what it is counted from', () => {
		expect(lagAfter(day('11:37'))).toBe('+12 min 20 s: the provider spoke after the crowd')
		expect(lagAfter(day('11:37'), { precision: 'minute' })).toBe(
			'+12 min: the provider spoke after the crowd',
		)
		expect(lagAfter(day('11:52'), { precision: 'minute' })).toBe(
			'−3 min: the provider spoke before the crowd',
		)
		expect(lagAfter('2026-01-20T11:49:20Z')).toBe('none: the provider spoke at the same time')
		expect(lagAfter('2026-01-20T00:00:00Z', { precision: 'day' })).toBeUndefined()
		expect(lagText(incident)).toBeUndefined()
	})

	test('stands among the milestones, with a mark where it was cited', () => {
		const cited = {
			...incident,
			milestones: {
				...incident.milestones,
				signalAt: {
					at: day('11:37'),
					event: 'reading:early',
					precision: 'minute' as const,
					cited: true as const,
				},
			},
		}
		const document = documentsOf([cited]).documents.incidents.get('acme/i1')
		if (!document) throw new Error('no incident i1')
		const page = incidentPage(document, site).bodyHtml
		expect(page).toContain('<dt><a href="#reading:early">First seen by the crowd</a></dt>')
		expect(page).toContain('<li id="reading:early" class="event"')
		expect(text(page)).toContain('12 min before the start cited from a publication, not measured')
		expect(text(page)).toContain(
			'Acknowledgement lag +12 min: the provider spoke after the crowd counted from the cited moment',
		)
	})
})
