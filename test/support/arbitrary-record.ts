import fc from 'fast-check'
import { milestonesOf, noMilestones } from '#core/incident/milestones.ts'
import type { DeclaredState, Incident, Revision, Update } from '#core/model/incident.ts'
import type { Seen } from '#core/model/instant.ts'
import type { Evidence } from '#core/model/snapshot.ts'
import { Impact, IncidentStatus, SurfaceStateName } from '#core/model/vocabulary.ts'
import { headerOf, type ProviderRecord } from '#core/record/provider-record.ts'
import { addSeconds } from '#core/time/time.ts'
import { acme } from './chronicle.ts'

/**
 * Records of one provider as no page ever was: times in any order, the future too, and every text
 * an attack.
 */

export const asOf = '2026-05-10T12:00:00Z'

const hostile = [
	']]>',
	'<script>alert(1)</script>',
	'<a href="javascript:alert(1)">x</a>',
	'<a href="/here">here</a>',
	'[there](/there)',
	'[bad](javascript:alert(1))',
	'https://acme.example/a?b=c&d="e"',
	'<![CDATA[',
	'&lt;b&gt;',
	'&#xe000;0&#xe001;x&#xe002;',
	'\ue0000\ue001y\ue002',
	'\u0000\u001b',
	'\u202e\u2066',
	'\ud800',
	'\ufffe',
	'<!DOCTYPE x [<!ENTITY a "b">]>',
	'\r\nEND:VCALENDAR\r\n',
	'"\'>',
	'\n\n',
	';,\\',
]

/** Text that tries to become markup, to leave its place or to turn the line around. */
export const words: fc.Arbitrary<string> = fc
	.array(
		fc.oneof(
			fc.constantFrom(...hostile),
			fc.string({ unit: 'binary', maxLength: 8 }),
			fc.constantFrom('errors ', 'again '),
		),
		{ maxLength: 6 },
	)
	.map((parts) => parts.join(''))

/** From two months before `asOf` to two days after it. */
const moment = fc
	.integer({ min: -60 * 86_400, max: 2 * 86_400 })
	.map((seconds) => addSeconds(asOf, seconds))
const past = fc.integer({ min: -60 * 86_400, max: 0 }).map((seconds) => addSeconds(asOf, seconds))
const seen: fc.Arbitrary<Seen> = fc
	.record({ by: past, gap: fc.option(fc.integer({ min: 1, max: 90_000 })) })
	.map(({ by, gap }) => ({ ...(gap !== null && { after: addSeconds(by, -gap) }), by }))
const precision = fc.option(fc.constantFrom('day' as const, 'minute' as const, 'second' as const), {
	nil: undefined,
})

function evidenceOf(by: string, live: boolean): Evidence[] {
	return [
		{
			kind: 'snapshot',
			sha256: 'ab'.repeat(32),
			source: 'acme-status',
			document: 'incidents',
			fetchedAt: by,
			provenance: live ? 'live' : 'import',
		},
	]
}

const state: fc.Arbitrary<DeclaredState> = fc.record(
	{
		surface: fc.constantFrom('web', 'api'),
		component: words,
		state: fc.constantFrom(...SurfaceStateName.options),
		from: fc.constantFrom(...SurfaceStateName.options),
	},
	{ requiredKeys: ['component', 'state'] },
)

/** Of a time the values are times, of the rest any text. */
function revisionOf(...fields: Revision['field'][]): fc.Arbitrary<Revision> {
	return fc.constantFrom(...fields).chain((field) => {
		const value =
			field === 'restored' ||
			field === 'at' ||
			field.endsWith('At') ||
			field.startsWith('scheduled')
				? moment
				: words
		return fc
			.record({ seen, was: fc.option(value), became: fc.option(value) })
			.map((versions) => ({ field, ...versions, evidence: evidenceOf(versions.seen.by, true) }))
	})
}

const update: fc.Arbitrary<Omit<Update, 'id'>> = fc
	.record({
		at: moment,
		seen,
		live: fc.boolean(),
		status: fc.constantFrom(...IncidentStatus.options),
		body: words,
		format: fc.constantFrom('text' as const, 'html' as const, 'markdown' as const),
		summary: fc.boolean(),
		precision,
		states: fc.array(state, { maxLength: 3 }),
		revisions: fc.array(revisionOf('body', 'at', 'status', 'restored'), { maxLength: 2 }),
		gone: fc.option(seen),
	})
	.map(({ live, gone, summary, precision: exactness, ...rest }) => ({
		...rest,
		...(summary && { summary }),
		...(exactness && { precision: exactness }),
		...(gone && {
			absence: {
				document: 'acme-status/incidents',
				seen: gone,
				evidence: evidenceOf(gone.by, true),
				confirmed: true,
			},
		}),
		evidence: evidenceOf(rest.seen.by, live),
	}))

const incident: fc.Arbitrary<Omit<Incident, 'id' | 'milestones'>> = fc
	.record({
		origin: fc.constantFrom('official' as const, 'official' as const, 'crowd' as const),
		kind: fc.constantFrom('incident' as const, 'maintenance' as const, 'notice' as const),
		title: words,
		titleSummary: fc.boolean(),
		impact: fc.constantFrom(...Impact.options),
		status: fc.constantFrom(...IncidentStatus.options),
		createdAt: moment,
		startedAt: fc.option(moment, { nil: undefined }),
		resolvedAt: fc.option(moment, { nil: undefined }),
		scheduledFor: fc.option(moment, { nil: undefined }),
		scheduledUntil: fc.option(moment, { nil: undefined }),
		precision,
		surfaces: fc.subarray(['web', 'api']),
		unattributed: fc.array(words, { maxLength: 2 }),
		updates: fc.array(update, { maxLength: 4 }),
		revisions: fc.array(
			revisionOf('title', 'impact', 'kind', 'startedAt', 'resolvedAt', 'restored'),
			{ maxLength: 2 },
		),
		seen,
		live: fc.boolean(),
		gone: fc.option(seen),
	})
	.map(({ live, gone, updates, ...rest }) => ({
		...(Object.fromEntries(
			Object.entries(rest).filter(([, value]) => value !== undefined && value !== false),
		) as typeof rest), // the same without what is absent
		aliases: [],
		provider: acme.id,
		updates: updates
			.map((entry, index) => ({ ...entry, id: `u${index}` }))
			.sort((a, b) => (a.at < b.at ? -1 : 1)),
		spans: [],
		evidence: evidenceOf(rest.seen.by, live),
		listedIn: [],
		...(gone && {
			absence: {
				document: 'acme-status/incidents',
				seen: gone,
				evidence: evidenceOf(gone.by, true),
				confirmed: true,
			},
		}),
	}))

export const arbitraryRecord: fc.Arbitrary<ProviderRecord> = fc
	.array(incident, { maxLength: 6 })
	.map((incidents) => {
		const known = incidents.map((entry, index): Incident => {
			const whole: Incident = { ...entry, id: `inc-${index}`, milestones: noMilestones }
			return { ...whole, milestones: milestonesOf(whole) }
		})
		return recordWith(known)
	})

/** Acme's record with these incidents and nothing else in it. */
export function recordWith(incidents: readonly Incident[]): ProviderRecord {
	return {
		provider: acme,
		header: headerOf(acme),
		asOf,
		incidents: [...incidents].sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1)),
		states: [],
		episodes: [],
		gaps: [],
		coverage: [],
		annotations: [],
		claims: [],
		readings: [],
		reports: [],
		rises: [],
		possibleRises: [],
		publishedDays: [],
		problems: [],
		unattributed: [],
	}
}
