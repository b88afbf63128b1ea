import { type Chain, type ChainLook, extend, lookOf } from '#core/archive/chain.ts'
import { type RebuildInput, rebuildExport } from '#core/bundle/rebuild.ts'
import { sha256Hex } from '#core/hash.ts'
import { emptyLedger, isAwaited, type Ledger, type Look } from '#core/incident/ledger.ts'
import { foldTick } from '#core/incident/tick.ts'
import type { Content } from '#core/model/content.ts'
import type { Export } from '#core/model/export.ts'
import type { Incident } from '#core/model/incident.ts'
import type { OfficialObservation } from '#core/model/observation.ts'
import type { Provider, Source } from '#core/model/provider.ts'
import type { Document, Failure, Snapshot } from '#core/model/snapshot.ts'
import { isOurLook, type Provenance } from '#core/model/vocabulary.ts'
import { platformOf } from '#core/platforms/index.ts'
import { ParseError } from '#core/platforms/platform.ts'
import { floorTo } from '#core/time/time.ts'

/** A provider of one Statuspage source and two surfaces, for tests of the fold. */
export const acme: Provider = {
	id: 'acme',
	name: 'Acme',
	operator: 'Acme Corporation',
	homepage: 'https://acme.example',
	surfaces: [
		{ id: 'web', name: 'Web', kind: 'chat', aliases: [{ name: 'Website', component: 'c-web' }] },
		{
			id: 'api',
			name: 'API',
			kind: 'api',
			aliases: [
				{ name: 'Old API', component: 'c-api' },
				{ name: 'API', component: 'c-api' },
			],
		},
		{ id: 'phone', name: 'Phone app', kind: 'chat', aliases: [] },
	],
	sources: [
		{
			id: 'acme-status',
			platform: 'statuspage',
			url: 'https://status.acme.example',
			kind: 'official',
			everySeconds: 60,
			enabled: true,
			covers: ['web', 'api'],
		},
	],
	otherDoors: [],
}

/** The content around some providers, with nothing else written. */
export function contentOf(...providers: Provider[]): Content {
	return {
		site: {
			name: 'Tidemark',
			subject: 'tests',
			address: 'https://tidemark.example',
			contact: 'https://tidemark.example/about',
			licence: { name: 'CC BY 4.0', url: 'https://creativecommons.org/licenses/by/4.0/' },
			language: 'en',
		},
		providers,
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
}

/**
 * A history of looks at one source, written as a test would tell it, run through the real chain:
 * what the recorder would have
 * kept had it seen these bodies at these moments. `exported()` computes the Export from it as a
 * stranger would.
 */
export class Chronicle {
	readonly blobs = new Map<string, string>()
	readonly closed: Snapshot[] = []
	readonly chains = new Map<string, Chain>()
	readonly provider: Provider
	readonly provenance: Provenance
	private readonly waiting: ChainLook[] = []
	private ledger: Ledger

	constructor(provider: Provider = acme, provenance: Provenance = 'live') {
		this.provider = provider
		this.provenance = provenance
		this.ledger = emptyLedger(provider.id)
	}

	/** A good look that brought `body` (JSON unless it is a text). */
	look(at: string, document: string, body: unknown, sourceId?: string): this {
		const source = this.provider.sources.find(
			(candidate) => sourceId === undefined || candidate.id === sourceId,
		)
		if (!source) throw new Error(`no source ${sourceId}`)
		const text = typeof body === 'string' ? body : JSON.stringify(body)
		const sha256 = sha256Hex(text)
		this.blobs.set(sha256, text)
		const contentType = text.startsWith('<') ? 'application/xml' : 'application/json'
		const fingerprint = sha256Hex(
			platformOf(source.platform).canonical(
				{ source: source.id, name: document, url: source.url, contentType, body: text },
				source.options,
			),
		)
		return this.add({
			...this.frame(at, document, source.id, source.url),
			outcome: 'good',
			httpStatus: 200,
			contentType,
			bytes: text.length,
			sha256,
			fingerprint,
		})
	}

	failed(
		at: string,
		document: string,
		failure: Failure,
		sourceId = this.provider.sources[0]?.id ?? '',
	): this {
		return this.add({
			...this.frame(at, document, sourceId, 'https://status.acme.example'),
			outcome: 'failed',
			failure,
		})
	}

	get snapshots(): Snapshot[] {
		this.tick()
		return [...this.closed, ...[...this.chains.values()].map((chain) => chain.current)]
	}

	exported(
		content: Content = contentOf(this.provider),
		changes: Partial<RebuildInput> = {},
	): Export {
		return rebuildExport({
			content,
			snapshots: this.snapshots,
			readBlob: (sha256) => this.blobs.get(sha256),
			reports: [],
			...changes,
		})
	}

	/** The fold's state after all looks. */
	folded(): Ledger {
		this.known()
		return this.ledger
	}

	/** What the recorder would know now, folded look by look. */
	known(): Incident[] {
		this.tick()
		return [...this.ledger.incidents.values()]
	}

	private frame(
		at: string,
		document: string,
		source: string,
		url: string,
	): Pick<
		Snapshot,
		'provider' | 'source' | 'document' | 'url' | 'slot' | 'fetchedAt' | 'provenance'
	> {
		return {
			provider: this.provider.id,
			source,
			document,
			url,
			slot: floorTo(at, 60),
			fetchedAt: at,
			provenance: this.provenance,
		}
	}

	private add(look: ChainLook): this {
		const isNextTick = this.waiting.some(
			(other) =>
				other.slot !== look.slot ||
				(other.source === look.source && other.document === look.document),
		)
		if (isNextTick) this.tick()
		this.waiting.push(look)
		return this
	}

	/**
	 * Takes the looks of one slot into the chains as the recorder does: what the ledger waits for is
	 * read again even if it is not new.
	 */
	private tick(): void {
		const looks = this.waiting.splice(0)
		for (const source of this.provider.sources) {
			this.take(
				source,
				looks.filter((look) => look.source === source.id),
			)
		}
		for (const look of looks)
			if (!this.provider.sources.some(({ id }) => id === look.source)) this.extend(look)
	}

	private take(source: Source, looks: readonly ChainLook[]): void {
		const fresh: Look[] = []
		const unchanged: string[] = []
		const read: Document[] = []
		for (const look of looks) {
			const document = `${source.id}/${look.document}`
			const isLive = look.outcome === 'good' && isAwaited(this.ledger, document, look.slot)
			const before = this.chains.get(document)
			const news = this.extend(isLive ? { ...look, awaited: true } : look)
			if (look.outcome !== 'good') continue
			const chain = this.chains.get(document)
			const body = this.blobs.get(look.sha256)
			if (!news || !chain || body === undefined) unchanged.push(document)
			else {
				fresh.push(lookOf(chain.current, before))
				read.push({
					source: source.id,
					name: look.document,
					url: look.url,
					contentType: look.contentType,
					body,
					fetchedAt: look.fetchedAt,
				})
			}
		}
		if (!isOurLook(this.provenance) || source.kind !== 'official') return
		const slot = looks[0]?.slot
		const observation = fresh.length > 0 ? parsed(source, read) : undefined
		if (slot !== undefined)
			this.ledger = foldTick(this.ledger, this.provider, source, {
				slot,
				...(observation && { observation }),
				looks: fresh,
				unchanged,
			}).ledger
	}

	private extend(look: ChainLook): boolean {
		const key = `${look.source}/${look.document}`
		const { chain, closed, news } = extend(this.chains.get(key), look)
		if (closed) this.closed.push(closed)
		this.chains.set(key, chain)
		return news
	}
}

function parsed(source: Source, documents: readonly Document[]): OfficialObservation | undefined {
	try {
		const observation = platformOf(source.platform).parse(documents, source.options)
		return observation.kind === 'official' ? observation : undefined
	} catch (error) {
		if (error instanceof ParseError) return undefined
		throw error
	}
}
