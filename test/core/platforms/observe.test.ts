import { expect, test } from 'vitest'
import { observe } from '#core/platforms/observe.ts'
import { statuspage } from '#core/platforms/statuspage/statuspage.ts'
import { incidentRow, incidentsDocument } from '../../support/statuspage-documents.ts'

const at = '2026-11-28T12:00:00Z'

/** What a list with these rows says. */
function read(rows: readonly Record<string, unknown>[]) {
	const body = JSON.stringify({ ...incidentsDocument(at, []), incidents: rows })
	const document = {
		source: 's',
		name: 'incidents',
		url: 'https://status.acme.example/api/v2/incidents.json',
		contentType: 'application/json',
		body,
		fetchedAt: at,
	}
	const observation = observe(statuspage, [document], undefined, at)
	if (observation.kind !== 'official') throw new Error('a status page is official')
	return observation
}

const row = (more: Record<string, unknown>) => ({
	...incidentRow({
		id: 'i1',
		updates: [{ id: 'u1', at: '2026-11-28T11:00:00Z', status: 'investigating' }],
	}),
	...more,
})

test('a filing in the year 9999 is a problem, and the first statement places the incident', () => {
	const { incidents, problems } = read([
		row({ created_at: '9999-12-31T23:59:59Z', started_at: null }),
	])
	expect(incidents.map(({ nativeId, createdAt }) => [nativeId, createdAt])).toEqual([
		['i1', '2026-11-28T11:00:00Z'],
	])
	expect(problems).toContainEqual({
		document: 'incidents',
		path: 'i1/createdAt',
		message: expect.stringMatching(/^9999-12-31T23:59:59Z cannot be: expected a time from 1990 on/),
	})
})

test('an end in the year 1 is no end, and a beginning there no beginning', () => {
	const [incident] = read([
		row({ resolved_at: '0001-01-01T00:00:00Z', started_at: '0001-01-01T00:00:00Z' }),
	]).incidents
	expect(incident).toMatchObject({ nativeId: 'i1', createdAt: '2026-11-28T11:00:00Z' })
	expect(incident?.resolvedAt).toBeUndefined()
	expect(incident?.startedAt).toBeUndefined()
})

test('an incident without any time that can be is left out and said, and its list no longer proves that anything is gone', () => {
	const update = {
		id: 'u1',
		status: 'investigating',
		body: 'x',
		created_at: '9999-12-31T23:59:59Z',
		display_at: '9999-12-31T23:59:59Z',
	}
	const { incidents, covers, problems } = read([
		row({ id: 'i2' }),
		row({ created_at: '9999-12-31T23:59:59Z', started_at: null, incident_updates: [update] }),
	])
	expect(incidents.map(({ nativeId }) => nativeId)).toEqual(['i2'])
	expect(covers).toEqual([])
	expect(problems.map(({ path }) => path)).toContain('i1/')
})

test('a maintenance may be planned further ahead than anything may have happened', () => {
	const planned = (year: number) =>
		read([
			row({
				impact: 'maintenance',
				status: 'scheduled',
				scheduled_for: `${year}-01-01T00:00:00Z`,
				scheduled_until: `${year}-01-01T02:00:00Z`,
			}),
		]).incidents[0]
	expect(planned(2033)).toMatchObject({ scheduledFor: '2033-01-01T00:00:00Z' })
	expect(planned(2060)?.scheduledFor).toBeUndefined()
})
