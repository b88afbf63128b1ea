import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isOpen } from '#core/incident/lifespan.ts'
import type { Export } from '#core/model/export.ts'
import type { Provider } from '#core/model/provider.ts'
import { platformOf } from '#core/platforms/index.ts'
import { addSeconds, compareInstants, latest } from '#core/time/time.ts'
import {
	ArbitraryPage,
	type Print,
	printIncidentio,
	printStatuspage,
	type Step,
	steps,
} from '../../support/arbitrary-page.ts'
import { acme, Chronicle } from '../../support/chronicle.ts'

/**
 * How many recordings each property is tried on: the same ones in every suite, others in a long
 * run, `RECORDINGS=1500`. What such a run finds
 * becomes a test of its own.
 */
const numRuns = Number(process.env.RECORDINGS ?? 60)
const chosen = process.env.RECORDINGS === undefined ? { numRuns, seed: 20260501 } : { numRuns }

const patience = 30_000 + numRuns * 500

const harbour: Provider = {
	...acme,
	sources: [
		{
			id: 'acme-io',
			platform: 'incidentio',
			url: 'https://status.acme.example',
			kind: 'official',
			everySeconds: 60,
			enabled: true,
		},
	],
}

const pages: readonly (readonly [Provider, Print])[] = [
	[acme, printStatuspage],
	[harbour, printIncidentio],
]

const red: ReadonlySet<string> = new Set(['degraded_performance', 'partial_outage', 'major_outage'])

for (const [provider, print] of pages) {
	const platform = provider.sources[0]?.platform ?? ''

	test(
		`${platform}: after any recording, a last quiet and complete look leaves nothing open and nothing red, and what was left aside is said`,
		() => {
			fc.assert(
				fc.property(steps, fc.boolean(), (recording, takesBack) => {
					const { record, asides } = play(provider, print, recording, takesBack)
					expect(record.incidents.filter(isOpen).map(({ id }) => id)).toEqual([])
					expect(lastStates(record).filter(({ state }) => red.has(state))).toEqual([])
					const said = record.problems.map(
						({ document, path, message }) => `${document} ${path} ${message}`,
					)
					for (const { document, mark } of asides)
						expect(said.some((text) => text.startsWith(document) && text.includes(mark))).toBe(true)
				}),
				chosen,
			)
		},
		patience,
	)

	test(
		`${platform}: nothing that a look saw is lost, and the record computed again is the same`,
		() => {
			fc.assert(
				fc.property(steps, fc.boolean(), (recording, takesBack) => {
					const { record, seen, chronicle } = play(provider, print, recording, takesBack)
					const kept = new Set(
						record.incidents.flatMap(({ title, revisions, updates }) => [
							title,
							...revisions.map(({ was }) => was),
							...updates.flatMap((update) => [
								update.body,
								...update.revisions.map(({ was }) => was),
							]),
						]),
					)
					for (const text of seen) expect(kept).toContain(text)
					const live = new Map(chronicle.known().map((incident) => [incident.id, incident]))
					expect(live.size).toBe(record.incidents.length)
					for (const incident of record.incidents) expect(live.get(incident.id)).toEqual(incident)
				}),
				chosen,
			)
		},
		patience,
	)
}

interface Played {
	readonly chronicle: Chronicle
	readonly record: Export
	/** Texts that a look saw in a copy that was not older than one before it. */
	readonly seen: ReadonlySet<string>
	/** Copies that were older than one before them by their own mark, where marks order them. */
	readonly asides: readonly { readonly document: string; readonly mark: string }[]
}

interface PrintedIncident {
	readonly id: string
	readonly name: string
	readonly updated_at?: string
	readonly incident_updates?: readonly { readonly body: string }[]
	readonly updates?: readonly { readonly message_string: string }[]
}

function play(
	provider: Provider,
	print: Print,
	recording: readonly Step[],
	takesBack: boolean,
): Played {
	const chronicle = new Chronicle(provider)
	const page = new ArbitraryPage('2026-05-01T00:00:00Z')
	const witness = new Oracle(provider)
	const past: Record<string, unknown>[] = []
	const look = (bodies: Record<string, unknown>) => {
		const at = addSeconds(page.now, 20)
		for (const [document, body] of Object.entries(bodies)) {
			if (body === undefined)
				chronicle.failed(at, document, { kind: 'timeout', message: 'no answer' })
			else {
				chronicle.look(at, document, body)
				witness.looks(at, document, body)
			}
		}
		witness.ends()
		page.now = addSeconds(page.now, 60)
	}
	look(print(page, { page: page.now, incidents: 0 }, false))
	for (const { act, minutes, looks, weather } of recording) {
		page.now = addSeconds(page.now, minutes * 60)
		page.change(act)
		past.push(
			print(
				page,
				{ page: addSeconds(page.now, weather.pageMark), incidents: weather.incidentMark },
				weather.emptied,
			),
		)
		for (let count = 0; count < looks; count += 1) {
			const bodies = Object.keys(past.at(-1) ?? {}).map((document, position) => {
				const copy = past.at(-1 - (weather.age[position] ?? 0)) ?? past[0]
				return [document, weather.fails[position] ? undefined : copy?.[document]] as const
			})
			look(Object.fromEntries(bodies))
		}
	}
	page.now = addSeconds(page.now, 600)
	page.calm(takesBack)
	const quiet = print(page, { page: page.now, incidents: 0 }, false)
	// The look itself, what it makes us read again, and the confirmation of that.
	for (let count = 0; count < 3; count += 1) look(quiet)
	return { chronicle, record: chronicle.exported(), seen: witness.seen, asides: witness.asides }
}

/** Tells by itself, from the bodies alone, which copies were older than one before them. */
class Oracle {
	readonly seen = new Set<string>()
	readonly asides: { document: string; mark: string }[] = []
	private readonly provider: Provider
	private readonly marks = new Map<string, { mark: string; page: string; since?: string }>()
	private readonly contents = new Map<string, string>()
	private readonly newest = new Map<string, string>()
	private tick: { incident: PrintedIncident; mark: string | undefined; at: string }[] = []

	constructor(provider: Provider) {
		this.provider = provider
	}

	looks(at: string, document: string, body: unknown): void {
		const [source] = this.provider.sources
		if (!source) return
		const platform = platformOf(source.platform)
		const text = platform.canonical(
			{
				source: source.id,
				name: document,
				url: source.url,
				contentType: 'application/json',
				body: JSON.stringify(body),
			},
			{},
		)
		const isNews = this.contents.get(document) !== text
		this.contents.set(document, text)
		// The body is one that the tests printed.
		const {
			page,
			incidents = [],
			scheduled_maintenances: maintenances = [],
		} = body as {
			page?: { id: string; updated_at: string }
			incidents?: PrintedIncident[]
			scheduled_maintenances?: PrintedIncident[]
		}
		if (page && platform.marks === 'monotonic' && !this.isFresh(at, document, page, isNews)) return
		if (!isNews) return
		for (const incident of [...incidents, ...maintenances]) {
			const mark =
				incident.updated_at !== undefined && compareInstants(incident.updated_at, at) <= 0
					? incident.updated_at
					: undefined
			this.tick.push({ incident, mark, at })
		}
	}

	/**
	 * Of the copies of one incident in a tick only the newest counts, and only if none before it was
	 * newer.
	 */
	ends(): void {
		for (const copies of Map.groupBy(this.tick, ({ incident }) =>
			incident.id.replace(/^(h\d+-)+/, ''),
		).entries()) {
			const [id, all] = copies
			const newest = latest(...all.map(({ mark }) => mark))
			for (const { incident, mark } of all) {
				if (
					mark === undefined ||
					mark !== newest ||
					compareInstants(mark, this.newest.get(id) ?? mark) < 0
				)
					continue
				this.seen.add(incident.name)
				for (const { body } of incident.incident_updates ?? []) this.seen.add(body)
			}
			const top = latest(newest, this.newest.get(id))
			if (top !== undefined) this.newest.set(id, top)
		}
		this.tick = []
	}

	private isFresh(
		at: string,
		document: string,
		page: { id: string; updated_at: string },
		isNews: boolean,
	): boolean {
		const known = this.marks.get(document)
		const isAhead = compareInstants(page.updated_at, at) > 0
		const isOlder =
			known !== undefined &&
			known.page === page.id &&
			!isAhead &&
			compareInstants(page.updated_at, known.mark) < 0
		if (!isOlder) {
			if (isNews)
				this.marks.set(document, {
					mark: isAhead
						? known?.page === page.id
							? known.mark
							: '0001-01-01T00:00:00Z'
						: page.updated_at,
					page: page.id,
				})
			return true
		}
		if (isNews) this.asides.push({ document, mark: page.updated_at })
		// An unchanged copy is not read, so that nothing is left aside by it; once something is, every
		// look is read again.
		if (isNews) known.since ??= at
		if (known.since === undefined) return false
		// After a quarter of an hour of nothing but older copies the page has gone back; the texts of
		// that look are not asked for.
		if (Date.parse(at) - Date.parse(known.since) >= 900_000)
			this.marks.set(document, { mark: page.updated_at, page: page.id })
		return false
	}
}

function lastStates(record: Export): { readonly surface: string; readonly state: string }[] {
	const last = new Map(record.states.map((state) => [state.surface, state]))
	return [...last.values()].map(({ surface, state }) => ({ surface, state }))
}
