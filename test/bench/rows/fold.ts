import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { extend } from '#core/archive/chain.ts'
import { sha256Hex } from '#core/hash.ts'
import { fold } from '#core/incident/fold.ts'
import { emptyLedger } from '#core/incident/ledger.ts'
import type { Provider, Source } from '#core/model/provider.ts'
import type { Document } from '#core/model/snapshot.ts'
import { platformOf } from '#core/platforms/index.ts'
import { recordings } from '../../support/recordings.ts'
import { acme } from '../../support/small-content.ts'
import { incidentsText } from '../incidents-text.ts'
import { type Bench, medians, milliseconds, type Row, times } from '../measure.ts'

/**
 * Reading and folding a document as if nothing were known yet, against JSON.parse of the same text.
 */
export const bench: Bench = async () => {
	const cases: {
		name: string
		platform: string
		document: string
		body: string
		options?: Source['options']
	}[] = [
		{
			name: '50 incidents of a Statuspage',
			platform: 'statuspage',
			document: 'incidents',
			body: incidentsText(50),
		},
	]
	if (recordings) {
		const google = readFileSync(join(recordings, 'google-cloud/incidents-2022-07-03.json'), 'utf8')
		cases.push({
			name: 'largest incident capture (Google, all products)',
			platform: 'google-cloud',
			document: 'incidents',
			body: google,
			options: { products: productsOf(google) },
		})
		const summary = readFileSync(
			join(recordings, 'statuspage/cloudflare-summary-2026-04-21.json'),
			'utf8',
		)
		cases.push({
			name: 'largest summary capture (Statuspage)',
			platform: 'statuspage',
			document: 'summary',
			body: summary,
		})
	}
	const rows: Row[] = []
	for (const { name, platform, document, body, options } of cases) {
		const [whole = 0, bare = 0] = await medians(
			[() => parseAndFold(platform, document, body, options), () => JSON.parse(body)],
			{ warmUp: 30, rounds: 100 },
		)
		rows.push({
			name: `parse + fold: ${name}, ${Math.round(body.length / 1024)} KB`,
			measured: milliseconds(whole),
			against: `${milliseconds(bare)} JSON.parse`,
			ratio: times(whole / bare),
			aim: '≤ 2 ×',
		})
	}
	return rows
}

function parseAndFold(
	platformId: string,
	name: string,
	body: string,
	options: Source['options'],
): number {
	const platform = platformOf(platformId)
	const source: Source = {
		id: 'bench',
		platform: platformId,
		url: 'https://status.acme.example',
		kind: 'official',
		everySeconds: 60,
		enabled: true,
		...(options && { options }),
	}
	const provider: Provider = { ...acme, sources: [source] }
	const document: Document = {
		source: source.id,
		name,
		url: source.url,
		contentType: 'application/json',
		body,
	}
	const observation = platform.parse([document], options)
	if (observation.kind !== 'official') return 0
	const at = '2026-10-01T00:00:00Z'
	const { chain } = extend(undefined, {
		provider: provider.id,
		source: source.id,
		document: name,
		url: source.url,
		slot: at,
		fetchedAt: at,
		provenance: 'live',
		outcome: 'good',
		contentType: 'application/json',
		bytes: body.length,
		sha256: hash,
		fingerprint: hash,
	})
	return fold(emptyLedger(provider.id), provider, source, observation, [
		{ document: name, snapshot: chain.current },
	]).changed.length
}

const hash = sha256Hex('bench')

function productsOf(body: string): string[] {
	// The capture's own shape, as Google publishes it.
	const incidents = JSON.parse(body) as readonly {
		readonly affected_products?: readonly { readonly title: string }[]
	}[]
	return [
		...new Set(
			incidents.flatMap(
				(incident) => incident.affected_products?.map((product) => product.title) ?? [],
			),
		),
	]
}
