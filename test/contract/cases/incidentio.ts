import { expect } from 'vitest'
import type { OfficialObservation } from '#core/model/observation.ts'
import type { Document } from '#core/model/snapshot.ts'
import {
	type ContractCase,
	changed,
	fixture,
	type PlatformCases,
	recorded,
	reversed,
	walk,
	withUnknownWords,
} from '../case.ts'

const nativeUrl = 'https://status.harbour.example/proxy/status.harbour.example/incidents'
const quiet = fixture('summary', 'incidentio/summary-quiet.json')
const summary = fixture('summary', 'incidentio/summary.json')
const incidents = fixture('incidents', 'incidentio/incidents.json')
const components = fixture('components', 'incidentio/components.json')
const native = fixture('native', 'incidentio/native.json', nativeUrl)

const chat = '01FIXCOMPONENTCHAT00000000'
const crane = '01FIXCOMPONENTCRANE0000000'
const open = '01FIXINCIDENTOPEN000000000'

function wordless(document: Document): Document {
	return changed(document, (root) =>
		walk(root, (value, key) => (key === 'body' || key === 'message_string' ? '' : value)),
	)
}

export const cases: PlatformCases = {
	fixtures: [
		{
			name: 'a healthy page, where the empty lists are absent',
			documents: [quiet],
			expected(observation) {
				expect(observation.incidents).toEqual([])
				expect(observation.states.map(({ component, state }) => [component.name, state])).toEqual([
					['Chat', 'operational'],
					['Login', 'operational'],
				])
				expect(observation.covers).toEqual([
					{ document: 'summary', list: 'open', kinds: ['incident'] },
				])
				expect(observation.problems).toEqual([])
			},
		},
		{
			name: 'an open incident over an operational component list',
			documents: [summary],
			expected: healthyRowsSayNothing,
		},
		{
			name: 'an absent list of incidents',
			documents: [
				changed(incidents, (root) =>
					walk(root, (value, key) => (key === 'incidents' ? null : value)),
				),
			],
			expected: (observation) =>
				expect([observation.incidents, observation.covers, observation.problems]).toEqual([
					[],
					[],
					[],
				]),
		},
		{
			name: 'the component list without any list of incidents',
			documents: [components],
			expected: (observation) =>
				expect(spokenOf(observation).map(({ component, state }) => [component.id, state])).toEqual([
					[crane, 'partial_outage'],
				]),
		},
		{
			name: 'the full component list of a healthy page',
			documents: [quiet, components],
			expected(observation) {
				expect(
					observation.documents.map(({ document, components }) => [document, components]),
				).toEqual([
					['summary', 'whole'],
					['components', 'whole'],
				])
				expect(
					observation.states.map(({ component, document }) => [component.name, document]),
				).toEqual([
					['Chat', 'summary'],
					['Login', 'summary'],
					['Chat', 'components'],
					['Login', 'components'],
					['Login', 'components'],
					['Cranes', 'components'],
				])
			},
		},
		{ name: 'the native document', documents: [native], expected: nativeAlone },
		{
			name: 'all documents of a tick',
			documents: [summary, incidents, components, native],
			expected: together,
		},
		...[
			{
				name: 'words that only the native document has',
				documents: [wordless(summary), wordless(incidents), native],
			},
			{
				name: 'words that only the compatible document has',
				documents: [summary, incidents, wordless(native)],
			},
		].map(({ name, documents }) => ({
			name,
			documents,
			expected(observation: OfficialObservation) {
				const incident = observation.incidents.find(({ nativeId }) => nativeId === open)
				expect(incident?.updates.map(({ body }) => body)).toEqual([
					'Slow answers.',
					expect.stringMatching(/^A fix is in place\./),
				])
			},
		})),
		{
			name: 'a native document that is ahead',
			documents: [
				summary,
				changed(native, (root) =>
					walk(root, (value, key) =>
						key === 'updates' && Array.isArray(value) ? [...value, later()] : value,
					),
				),
			],
			expected(observation) {
				const incident = observation.incidents.find(({ nativeId }) => nativeId === open)
				expect(incident?.updates.map(({ at, status }) => [at, status])).toEqual([
					['2026-06-02T12:00:00Z', 'identified'],
					['2026-06-02T12:19:59Z', 'monitoring'],
					['2026-06-02T13:00:00Z', 'resolved'],
				])
				expect(incident).toMatchObject({ impact: 'minor', createdAt: '2026-06-02T12:00:00Z' })
			},
		},
	],
	recorded: recordedCases,
	sameNews: [
		{ name: 'keys and rows in another order', before: summary, after: reversed(summary) },
		{ name: 'native keys and rows in another order', before: native, after: reversed(native) },
		{
			name: 'other healthy rows in a capped list',
			before: summary,
			after: renamed(summary, 'Login', 'Upload'),
		},
		{
			name: 'a page edit',
			before: components,
			after: { ...components, body: components.body.replaceAll('2026-01-01', '2026-02-02') },
		},
		{
			name: 'the state that a component has by now',
			before: native,
			after: {
				...native,
				body: native.body.replace(
					'"current_status": "degraded_performance"',
					'"current_status": "operational"',
				),
			},
		},
	],
	otherNews: [
		{
			name: 'a harmed row in a capped list',
			before: summary,
			after: { ...summary, body: summary.body.replace('"partial_outage"', '"operational"') },
		},
		{
			name: 'a new row in the full list',
			before: components,
			after: renamed(components, 'Cranes', 'Winches'),
		},
		{
			name: 'the end of a stretch',
			before: native,
			after: {
				...native,
				body: native.body.replace('"end_at": null', '"end_at": "2026-06-02T13:00:00Z"'),
			},
		},
		{
			name: 'an edited native text',
			before: native,
			after: { ...native, body: native.body.replace('Slow answers.', 'Slow answers!') },
		},
	],
	unknownWords: (document) => withUnknownWords(document, ['status', 'to_status', 'impact']),
}

/** Rows whose word counts whatever is open. */
function spokenOf({ states }: OfficialObservation): OfficialObservation['states'] {
	return states.filter(({ unlessNamed }) => !unlessNamed)
}

function healthyRowsSayNothing(observation: OfficialObservation): void {
	expect(spokenOf(observation).map(({ component, state }) => [component.name, state])).toEqual([
		['Cranes', 'partial_outage'],
	])
	expect(observation.incidents).toHaveLength(1)
	expect(observation.incidents[0]).toMatchObject({
		nativeId: open,
		impact: 'minor',
		status: 'monitoring',
		components: [],
		spans: [],
		url: `https://status.harbour.example/incidents/${open}`,
	})
	expect(observation.incidents[0]).not.toHaveProperty('startedAt')
	expect(observation.incidents[0]?.updates.map(({ at, format }) => [at, format])).toEqual([
		['2026-06-02T12:00:00Z', 'markdown'],
		['2026-06-02T12:19:59Z', 'markdown'],
	])
}

function nativeAlone(observation: OfficialObservation): void {
	expect(observation.documents).toEqual([{ document: 'native' }])
	// Both kinds are in one list, and two rows fit every order: what is inside by all of them is
	// beyond the last update of the second one.
	expect(observation.covers).toMatchObject([
		{
			document: 'native',
			list: 'since',
			since: '2026-03-01T10:00:00Z',
			kinds: ['incident', 'maintenance'],
		},
	])
	expect(
		observation.incidents.map(({ nativeId, kind, status, impact }) => [
			nativeId,
			kind,
			status,
			impact,
		]),
	).toEqual([
		[open, 'incident', 'monitoring', 'unknown'],
		['01FIXINCIDENTOLD0000000000', 'maintenance', 'completed', 'unknown'],
	])
	expect(observation.incidents[0]).toMatchObject({
		url: `https://status.harbour.example/incidents/${open}`,
		components: [{ id: chat }],
		spans: [
			{
				component: { id: chat },
				state: 'major_outage',
				from: '2026-06-02T12:00:00Z',
				to: '2026-06-02T12:19:59Z',
			},
			{ component: { id: chat }, state: 'degraded_performance', from: '2026-06-02T12:19:59Z' },
		],
	})
	expect(observation.problems).toEqual([])
}

function together(observation: OfficialObservation): void {
	expect(
		observation.incidents.map(({ nativeId, document, spans, updates }) => [
			nativeId,
			document,
			spans.length,
			updates.length,
		]),
	).toEqual([
		[open, 'summary', 2, 2],
		[open, 'incidents', 2, 2],
		['01FIXINCIDENTOVER000000000', 'incidents', 0, 2],
		['01FIXINCIDENTOLD0000000000', 'native', 0, 1],
	])
	expect(observation.incidents[0]).toMatchObject({ impact: 'minor', components: [{ id: chat }] })
	// On a tie the texts are those of the compatible document.
	expect(observation.incidents[0]?.updates[1]?.body).toContain('[details]')
	expect(
		spokenOf(observation).map(({ component, document }) => [component.id, document]),
	).toContainEqual([crane, 'components'])
	expect(
		observation.covers.map((cover) => [
			cover.document,
			cover.list === 'since' ? cover.since : cover.list,
		]),
	).toEqual([
		['summary', 'open'],
		['incidents', '2026-05-20T07:00:00Z'],
		['native', '2026-03-01T10:00:00Z'],
	])
}

function later() {
	return {
		id: '01FIXUPDATEZ00000000000000',
		to_status: 'resolved',
		message_string: 'Over.',
		published_at: '2026-06-02T13:00:00.999Z',
	}
}

function renamed(document: typeof summary, from: string, to: string) {
	return changed(document, (root) =>
		walk(root, (value, key) => (key === 'name' && value === from ? to : value)),
	)
}

function recordedCases(): ContractCase[] {
	return [
		{
			name: 'a healthy page',
			documents: [recorded('summary', 'incidentio/openai-summary-2026-08-03.json')],
			expected(observation) {
				expect(observation.incidents).toEqual([])
				expect(observation.states.map(({ state }) => state)).toEqual(Array(25).fill('operational'))
				expect(
					observation.states.filter(({ component }) => component.name === 'Login'),
				).toHaveLength(2)
				expect(observation.documents[0]?.page).toBe('01JMDK9XYNY6RXSED6SDWW50WY')
				expect(observation.problems).toEqual([])
			},
		},
		{
			name: 'an incident twenty seconds old',
			documents: [recorded('summary', 'incidentio/openai-summary-2026-07-22-incident.json')],
			expected(observation) {
				expect(observation.incidents).toHaveLength(1)
				expect(observation.incidents[0]?.updates).toHaveLength(1)
				expect(spokenOf(observation)).toEqual([])
				expect(observation.documents[0]).not.toHaveProperty('versionAt')
				expect(observation.problems).toEqual([])
			},
		},
		{
			name: 'an incident in monitoring over 25 healthy rows',
			documents: [recorded('summary', 'incidentio/openai-summary-2026-09-22-incident.json')],
			expected(observation) {
				expect(spokenOf(observation)).toEqual([])
				expect(observation.documents[0]).not.toHaveProperty('versionAt')
				expect(observation.incidents[0]).toMatchObject({
					nativeId: '01M34TAFM9WBGEBE3G1GBH4SE8',
					impact: 'minor',
					status: 'monitoring',
					createdAt: '2026-09-22T15:04:05Z',
					url: 'https://status.openai.com/incidents/01M34TAFM9WBGEBE3G1GBH4SE8',
				})
				expect(observation.incidents[0]?.updates.map(({ at, status }) => [at, status])).toEqual([
					['2026-09-22T15:04:05Z', 'identified'],
					['2026-09-22T15:26:40Z', 'monitoring'],
				])
				expect(observation.problems).toEqual([])
			},
		},
		{
			name: 'another tenant with one harmed component',
			documents: [recorded('summary', 'incidentio/cohere-summary-2026-07-23-major.json')],
			expected(observation) {
				expect(
					spokenOf(observation).map(({ component, state }) => [component.name, state]),
				).toEqual([['Playground', 'partial_outage']])
				expect(observation.incidents[0]).toMatchObject({ impact: 'major', status: 'investigating' })
				expect(observation.problems).toEqual([])
			},
		},
		{
			name: 'the native list',
			documents: [
				recorded(
					'native',
					'incidentio/openai-proxy-incidents-2026-08.json',
					'https://status.openai.com/proxy/status.openai.com/incidents',
				),
			],
			expected(observation) {
				expect(observation.covers).toMatchObject([
					{
						document: 'native',
						list: 'since',
						since: '2026-07-11T06:35:19Z',
						kinds: ['incident', 'maintenance'],
					},
				])
				expect(
					observation.incidents.map(({ nativeId, createdAt, spans }) => [
						nativeId,
						createdAt,
						spans.map(({ state, from, to }) => [state, from, to]),
					]),
				).toEqual([
					[
						'01M0G1RZER839AZXWMYKSZF3GR',
						'2026-08-20T16:58:53Z',
						[['degraded_performance', '2026-08-20T16:58:53Z', '2026-08-20T17:15:51Z']],
					],
					[
						'01KXT44TAQQ2R0AZDDVSJGAC4H',
						'2026-07-18T08:05:37Z',
						[
							['degraded_performance', '2026-07-18T08:05:37Z', '2026-07-18T12:58:14Z'],
							['degraded_performance', '2026-07-18T08:05:37Z', '2026-07-18T12:58:14Z'],
						],
					],
					[
						'01KX7Y6ETMKP3ATQ85Z33J0EHN',
						'2026-07-11T06:35:19Z',
						[['major_outage', '2026-07-11T06:35:19Z', '2026-07-11T07:03:51Z']],
					],
				])
				expect(observation.problems).toEqual([])
			},
		},
	]
}
