import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { IncidentDocument, NowDocument } from '#core/model/documents.ts'
import type { Provider } from '#core/model/provider.ts'
import { acmeSite, slotAt, start } from '../support/acme-story.ts'
import {
	ArbitraryPage,
	type Print,
	printIncidentio,
	printStatuspage,
	type Step,
	steps,
} from '../support/arbitrary-page.ts'
import { type Spoil, spoils, spoilt } from '../support/hostile-values.ts'
import { measured } from '../support/measured.ts'
import { contentOf, onStage, providerOf, type Site } from '../support/recorder-stage.ts'

/**
 * Whatever a page prints, with hostile values in any of its places: every tick ends, the other
 * page's news is published in its minute, and ten
 * clean ticks later nothing of it is left but its record. WALL_PAGES says how many pages are tried,
 * FC_SEED where.
 */

const pages = measured('WALL_PAGES', 12)
const seed = measured('FC_SEED', 20260302)
const hostileMinutes = 6

interface Platform {
	readonly provider: Provider
	readonly print: Print
	/** The name of the document that an address asks for. */
	readonly nameOf: (url: string) => string
}

const lastPart = (url: string) => /([a-z-]+)(?:\.json)?$/.exec(url)?.[1] ?? ''
const incidentio = providerOf('bad')
const platforms: Readonly<Record<string, Platform>> = {
	statuspage: { provider: providerOf('bad'), print: printStatuspage, nameOf: lastPart },
	incidentio: {
		provider: {
			...incidentio,
			sources: incidentio.sources.map((source) => ({ ...source, platform: 'incidentio' })),
		},
		print: printIncidentio,
		nameOf: (url) => (url.includes('/proxy/') ? 'native' : lastPart(url)),
	},
}

/** The page by the minute: what happens on it while it is hostile, and then calm. */
function siteOf(
	{ print, nameOf }: Platform,
	acts: readonly Step[],
	changes: readonly Spoil[],
): Site {
	const page = new ArbitraryPage(start)
	let shown = -1
	return (url, minute, request) => {
		if (!url.startsWith('https://status.bad.example/')) return acmeSite(url, minute, request)
		for (; shown < minute; shown += 1) {
			page.now = slotAt(shown + 1)
			const act = acts[shown + 1]?.act
			if (act && shown + 1 < hostileMinutes) page.change(act)
			if (shown + 1 === hostileMinutes) page.calm(true)
		}
		const document = print(page, { page: slotAt(minute), incidents: 0 }, false)[nameOf(url)]
		if (document === undefined) return undefined
		return new Response(
			JSON.stringify(minute < hostileMinutes ? spoilt(document, changes) : document),
			{ headers: { 'content-type': 'application/json' } },
		)
	}
}

/** How many of Acme's statements are out by a minute. */
const statements = (minute: number) => [2, 4, 8].filter((of) => of <= minute).length

describe.each(Object.entries(platforms))('%s', (_, platform) => {
	test('a page costs no tick and no other page, and leaves nothing but its record', async () => {
		await fc.assert(
			fc.asyncProperty(steps, spoils, async (acts, changes) => {
				await onStage(
					contentOf(providerOf('acme'), platform.provider),
					siteOf(platform, acts, changes),
					async (stage) => {
						for (let minute = 0; minute <= hostileMinutes + 10; minute += 1) {
							expect(await stage.tick(minute)).toMatchObject({ ran: true })
							const told = JSON.parse(
								String(stage.kv.newest().get('incident/acme/inc1') ?? 'null'),
							) as IncidentDocument | null
							expect(told?.incident.updates.length ?? 0).toBe(statements(minute))
							const now = JSON.parse(String(stage.kv.newest().get('now/shard-0'))) as NowDocument
							expect(now.providers.map(({ provider }) => provider.id)).toEqual(['acme', 'bad'])
						}
						const status = stage.shard.status()
						expect(status.troubles.filter(({ endedAt }) => endedAt === undefined)).toEqual([])
						expect(stage.shard.looks().filter(({ outcome }) => outcome === 'failed')).toEqual([])
						stage.restart()
						expect(await stage.tick(hostileMinutes + 11)).toMatchObject({ ran: true })
					},
				)
			}),
			{ numRuns: pages, seed },
		)
	}, 3_600_000)
})
