import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Content } from '#core/model/content.ts'
import type { Provider } from '#core/model/provider.ts'

/** A small field of one's own: one provider with two surfaces and a Statuspage. */

export const acme: Provider = {
	id: 'acme',
	name: 'Acme',
	operator: 'Acme Ltd',
	homepage: 'https://acme.example',
	statusPage: 'https://status.acme.example',
	surfaces: [
		{ id: 'web', name: 'Web', kind: 'chat', aliases: [{ name: 'Acme Web' }] },
		{ id: 'api', name: 'API', kind: 'api', aliases: [{ component: 'c1', name: 'Acme API' }] },
	],
	sources: [
		{
			id: 'acme-status',
			platform: 'statuspage',
			url: 'https://status.acme.example',
			kind: 'official',
			everySeconds: 60,
			enabled: true,
		},
	],
	otherDoors: [],
}

export const smallContent: Content = {
	site: {
		name: 'Tidemark',
		subject: 'Acme',
		address: 'https://tidemark.example',
		contact: 'https://tidemark.example/about',
		licence: { name: 'CC BY 4.0', url: 'https://creativecommons.org/licenses/by/4.0/' },
		language: 'en',
	},
	providers: [acme],
	episodes: [],
	annotations: [],
	claims: [],
	readings: [],
	coverage: [],
	promises: [],
	causes: [],
	commitments: [],
	published: [],
	classes: [],
	changes: [],
}

/**
 * A file of hand-collected records about Acme: two incidents, one on a component that nobody
 * listed.
 */
export const acmeRecords = JSON.stringify({
	readAt: '2026-09-27',
	note: 'Read from the provider’s page.',
	records: [
		{
			id: 'one1',
			title: 'Errors on the web',
			impact: 'major',
			createdAt: '2026-03-02T11:49:20Z',
			resolvedAt: '2026-03-02T12:30:00Z',
			components: ['Acme Web'],
			updates: [
				{
					at: '2026-03-02T11:49:20Z',
					status: 'investigating',
					text: 'Being looked into.',
					summary: true,
					states: [{ component: 'Acme Web', state: 'major_outage' }],
					links: [],
				},
				{
					at: '2026-03-02T12:30:00Z',
					status: 'resolved',
					text: 'Over.',
					summary: true,
					states: [{ component: 'Acme Web', state: 'operational' }],
					links: [],
				},
			],
			links: ['https://status.acme.example/incidents/one1'],
		},
		{
			id: 'two2',
			title: 'Slow videos',
			impact: 'minor',
			createdAt: '2026-03-03T09:00:00Z',
			components: ['Acme Video'],
			updates: [
				{
					at: '2026-03-03T09:00:00Z',
					status: 'identified',
					text: 'Slow.',
					summary: true,
					states: [{ component: 'Acme Video', state: 'degraded_performance' }],
					links: [],
				},
			],
			links: [],
		},
	],
})

/** A folder that the test removes. */
export function temporaryFolder(): string {
	return mkdtempSync(join(tmpdir(), 'tidemark-'))
}

/**
 * Writes files below a folder, making the folders they need. Values that are no text become JSON.
 */
export function writeFiles(folder: string, files: Readonly<Record<string, unknown>>): void {
	for (const [path, value] of Object.entries(files)) {
		mkdirSync(dirname(join(folder, path)), { recursive: true })
		writeFileSync(join(folder, path), typeof value === 'string' ? value : JSON.stringify(value))
	}
}
