import { expect, test } from 'vitest'
import { api } from '../support/api.ts'

/** The same record in the formats of others, over HTTP. */

test.each([
	['/incidents/claude/0ghc53zpsfmt.md', 'text/markdown; charset=utf-8'],
	['/badges/claude.svg', 'image/svg+xml; charset=utf-8'],
	['/badges/claude.json', 'application/json; charset=utf-8'],
	['/calendar/claude.ics', 'text/calendar; charset=utf-8'],
	['/statuspage/claude/api/v2/summary.json', 'application/json; charset=utf-8'],
	['/statuspage/claude/api/v2/status.json', 'application/json; charset=utf-8'],
	['/statuspage/claude/api/v2/components.json', 'application/json; charset=utf-8'],
	['/statuspage/claude/api/v2/incidents.json', 'application/json; charset=utf-8'],
	['/statuspage/claude/api/v2/incidents/unresolved.json', 'application/json; charset=utf-8'],
	['/statuspage/claude/api/v2/scheduled-maintenances.json', 'application/json; charset=utf-8'],
	['/statuspage/gemini/api/v2/summary.json', 'application/json; charset=utf-8'],
	[
		'/statuspage/claude/api/v2/scheduled-maintenances/upcoming.json',
		'application/json; charset=utf-8',
	],
	[
		'/statuspage/claude/api/v2/scheduled-maintenances/active.json',
		'application/json; charset=utf-8',
	],
	['/statuspage/claude/history.rss', 'application/rss+xml; charset=utf-8'],
	['/statuspage/claude/history.atom', 'application/atom+xml; charset=utf-8'],
	['/metrics', 'text/plain; version=0.0.4; charset=utf-8'],
	['/llms.txt', 'text/plain; charset=utf-8'],
])('%s answers as %s, with an ETag', async (path, type) => {
	const { get } = api()
	const response = await get(path)
	expect([
		response.status,
		response.headers.get('content-type'),
		response.headers.get('access-control-allow-origin'),
	]).toEqual([200, type, '*'])
	expect((await response.text()).length).toBeGreaterThan(50)
	expect(
		(await get(path, { headers: { 'if-none-match': response.headers.get('etag') ?? '' } })).status,
	).toBe(304)
})

test('all ten incidents of March are in the calendar and in Statuspage’s shape, for one read of what was prepared', async () => {
	const { get, asked } = api()
	expect((await (await get('/calendar/claude.ics')).text()).match(/BEGIN:VEVENT/g)).toHaveLength(10)
	const { incidents } = (await (await get('/statuspage/claude/api/v2/incidents.json')).json()) as {
		incidents: unknown[]
	}
	expect(incidents).toHaveLength(10)
	expect(asked.filter((path) => path.startsWith('/data/') && path !== '/data/now.json')).toEqual([
		'/data/history/claude.json',
	])
})

test('metrics are OpenMetrics for who asks for it, and caches keep the two apart', async () => {
	const response = await api().get('/metrics', {
		headers: { accept: 'application/openmetrics-text; version=1.0.0' },
	})
	expect(response.headers.get('content-type')).toBe(
		'application/openmetrics-text; version=1.0.0; charset=utf-8',
	)
	expect(response.headers.get('vary')).toBe('Accept')
	expect((await response.text()).endsWith('# EOF\n')).toBe(true)
})

test.each([
	'/badges/nobody.svg',
	'/badges/claude.png',
	'/calendar/nobody.ics',
	'/statuspage/nobody/api/v2/summary.json',
	'/statuspage/claude/api/v2/nothing.json',
	'/statuspage/nobody/history.rss',
	'/statuspage/claude/history.json',
])('%s is a 404', async (path) => {
	expect((await api().get(path)).status).toBe(404)
})
