import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ReportCount } from '#core/model/report.ts'
import { instantOf } from '#core/time/time.ts'
import { Counter } from '../../worker/edge/reports/counter.ts'
import { WindowTables } from '../../worker/edge/reports/window-tables.ts'
import type { Env } from '../../worker/env.ts'

/**
 * The intake's counting in a real Durable Object with its real SQLite, on a clock of the test's
 * own.
 */

interface Intake {
	/** A report at so many seconds; true when it is counted. */
	report(
		client: string,
		seconds: number,
		more?: { network?: string; site?: string; surface?: string; symptom?: string; proof?: string },
	): boolean
	lastHour(): number
	closed(seconds: number): ReportCount[]
	confirm(starts: readonly number[], seconds: number): void
	open(seconds: number): ReportCount | null
	/** As after a restart: nothing but the storage is left. */
	restart(seconds: number, secret?: string): void
	rowsWritten(): number
	/** All that lies in the storage, as text; bytes in hex. */
	stored(): string
}

const midnight = Date.parse('2026-03-03T00:00:00Z')
/** Ten in the morning, from which the tests count their seconds. */
const ten = Date.parse('2026-03-02T10:00:00Z')

let intakes = 0

/** A key for each day, as whoever keeps them gives it. */
const dayKeys = new Map<string, Uint8Array<ArrayBuffer>>()
function keyOf(day: string): Uint8Array<ArrayBuffer> {
	const key = dayKeys.get(day) ?? crypto.getRandomValues(new Uint8Array(32))
	dayKeys.set(day, key)
	return key
}

async function onIntake<T>(play: (intake: Intake) => T, zero = ten): Promise<T> {
	// The bindings are those of wrangler.toml, which Env describes.
	const { REPORTS } = env as unknown as Env
	intakes += 1
	return await runInDurableObject(
		REPORTS.get(REPORTS.idFromName(`intake-${intakes}`)),
		(_, { storage }) => {
			let tables = new WindowTables(storage.sql)
			let counter = new Counter('acme', tables, undefined, zero)
			let lastHour = 0
			let rows = 0
			const at = (seconds: number) => zero + seconds * 1000
			return play({
				report(client, seconds, { network = 'n', site, surface, symptom, proof } = {}) {
					const entry = {
						client,
						network,
						...(site !== undefined && { site }),
						surface: surface ?? null,
						symptom: symptom ?? null,
						at: at(seconds),
						...(proof !== undefined && { proof }),
					}
					for (const day of counter.keysFor(entry.at)) counter.takeKey(day, keyOf(day))
					const receipt = counter.report(entry)
					lastHour = receipt.lastHour
					return receipt.counted
				},
				lastHour: () => lastHour,
				closed: (seconds) => counter.closed(instantOf(at(seconds))),
				confirm: (starts, seconds) =>
					counter.confirm(
						starts.map((start) => instantOf(at(start))),
						at(seconds),
					),
				open: (seconds) => counter.open(at(seconds)),
				restart(seconds, secret) {
					rows += tables.rowsWritten
					tables = new WindowTables(storage.sql)
					counter = new Counter('acme', tables, secret, at(seconds))
				},
				rowsWritten: () => rows + tables.rowsWritten,
				stored() {
					const names = storage.sql
						.exec<{ name: string }>(
							"SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
						)
						.toArray()
					return names
						.map(
							({ name }) =>
								`${name} ${storage.sql.exec(`SELECT * FROM ${name}`).toArray().map(textOf).join('\n')}`,
						)
						.join('\n')
				},
			})
		},
	)
}

function textOf(row: Record<string, SqlStorageValue>): string {
	return Object.values(row)
		.map((value) =>
			value instanceof ArrayBuffer
				? `${new TextDecoder().decode(value)} ${hexOf(value)}`
				: String(value),
		)
		.join(' ')
}

function hexOf(bytes: ArrayBuffer): string {
	return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The pseudonyms of clients that a storage holds. */
function clientsIn(stored: string): string[] {
	return [...stored.matchAll(/ ([0-9a-f]{32}) /g)].map(([, name = '']) => name)
}

const quarter = 900

describe('one report a client in fifteen minutes', () => {
	test('counts from the last one that was counted, across the windows’ edge', () =>
		onIntake(({ report }) => {
			expect(report('a', 800)).toBe(true)
			expect(report('a', 810)).toBe(false)
			expect(report('a', 1000), 'in the next window').toBe(false)
			expect(report('b', 1000)).toBe(true)
			expect(report('a', 1699.999)).toBe(false)
			expect(report('a', 1700)).toBe(true)
			expect(report('a', 2599)).toBe(false)
		}))

	test('holds when the window before was confirmed in between, and after a restart', () =>
		onIntake(({ report, closed, confirm, restart }) => {
			report('a', 890)
			expect(closed(quarter)).toHaveLength(1)
			confirm([0], 905)
			expect(report('a', 910)).toBe(false)
			restart(920)
			expect(report('a', 930)).toBe(false)
			expect(report('a', 890 + quarter)).toBe(true)
		}))

	test('holds across midnight, where the pseudonyms change', () =>
		onIntake(({ report, lastHour, stored }) => {
			report('a', -60)
			const [before] = clientsIn(stored())
			expect(report('a', 60)).toBe(false)
			expect(report('a', 840)).toBe(true)
			expect(lastHour()).toBe(1)
			const names = clientsIn(stored())
			expect(new Set(names).size).toBe(2)
			expect(names).toContain(before)
		}, midnight))

	test('a clock that is behind makes no second report of it', () =>
		onIntake(({ report }) => {
			expect(report('a', 901)).toBe(true)
			expect(report('a', 899)).toBe(false)
		}))

	test('is one row, and what is not counted is none', () =>
		onIntake(({ report, rowsWritten, restart }) => {
			report('a', 1)
			const first = rowsWritten()
			for (let client = 0; client < 100; client += 1) report(`b${client}`, 2)
			expect(rowsWritten()).toBe(first + 100)
			for (let client = 0; client < 100; client += 1) report(`b${client}`, 3)
			restart(4)
			expect(rowsWritten()).toBe(first + 100)
		}))
})

describe('windows', () => {
	test('of one block of IPv6 addresses a few are people, and all the others one', () =>
		onIntake(({ report }) => {
			const counted = Array.from({ length: 2000 }, (_, index) =>
				report(`2001:db8:1:${index.toString(16)}::`, index / 10, { site: '2001:db8:1::' }),
			)
			expect(counted.filter(Boolean)).toHaveLength(5)
			expect(report('2001:db8:2:1::', 300, { site: '2001:db8:2::' })).toBe(true)
		}))

	test('say how many people from how many networks, and what was broken how; empty ones are absent', () =>
		onIntake(({ report, closed, open }) => {
			report('a', 1, { network: 'one', surface: 'web', symptom: 'slow' })
			report('b', 2, { network: 'one', surface: 'web' })
			report('c', 3, { network: 'two', symptom: 'errors' })
			report('d', 2000)
			const counts = closed(quarter * 3)
			expect(counts).toEqual([
				{
					provider: 'acme',
					source: 'reports',
					at: '2026-03-02T10:00:00Z',
					windowSeconds: 900,
					count: 3,
					networks: 2,
					surfaces: { web: 2 },
					symptoms: { errors: 1, slow: 1 },
				},
				{
					provider: 'acme',
					source: 'reports',
					at: '2026-03-02T10:30:00Z',
					windowSeconds: 900,
					count: 1,
					networks: 1,
					surfaces: {},
					symptoms: {},
				},
			])
			expect(open(quarter * 3)).toBeNull()
		}))

	test('are open until they end, and say so', () =>
		onIntake(({ report, closed, open }) => {
			expect(open(0)).toBeNull()
			report('a', 1)
			expect(open(899)).toMatchObject({ at: '2026-03-02T10:00:00Z', count: 1, partial: true })
			expect(closed(899)).toEqual([])
			expect(open(900)).toBeNull()
			expect(closed(900)[0]?.partial).toBeUndefined()
		}))

	test('say the same until they are confirmed, whatever comes late and however often it restarts', () =>
		onIntake(({ report, closed, confirm, open, restart }) => {
			report('a', 1)
			const first = closed(quarter)
			expect(report('late', 899.9), 'counted in the window that is open').toBe(true)
			expect(closed(quarter)).toEqual(first)
			restart(950)
			report('later', 899.95)
			expect(closed(quarter)).toEqual(first)
			expect(open(950)).toMatchObject({ at: '2026-03-02T10:15:00Z', count: 2 })
			confirm([0], 960)
			expect(closed(quarter)).toEqual([])
			confirm([0, 42, quarter], 970)
			expect(
				closed(2 * quarter),
				'a window that was not given out cannot be confirmed',
			).toHaveLength(1)
		}))

	test('that nobody fetches for a day are kept, without those who reported', () =>
		onIntake(({ report, closed, stored }) => {
			for (let hour = 0; hour < 24; hour += 1) report(`client-${hour}`, hour * 3600)
			expect([...stored().matchAll(/window_\d+/g)].length).toBeLessThan(4)
			expect(closed(86_400)).toHaveLength(24)
		}))
})

describe('what lies in the storage', () => {
	test('is no address, no network, and nothing of them an hour after their window', () =>
		onIntake(({ report, closed, confirm, stored }) => {
			report('192.0.2.77', 1, { network: '192.0.2' })
			report('2001:db8:7:8::9', 2, { network: '2001:db8:7::' })
			for (const address of ['192.0.2', '2001:db8']) expect(stored()).not.toContain(address)
			const names = clientsIn(stored())
			expect(names).toHaveLength(2)
			closed(quarter)
			confirm([0], quarter + 10)
			closed(quarter + 3600)
			for (const name of names) expect(stored()).not.toContain(name)
			expect(stored()).not.toMatch(/window_\d/)
		}))

	test('is never beside the key that it was made with', () =>
		onIntake(({ report, closed, confirm, restart, stored }) => {
			report('a', -10)
			report('b', 10)
			restart(20)
			expect(report('b', 30), 'the same name after a restart').toBe(false)
			expect([...dayKeys.keys()]).toEqual(expect.arrayContaining(['2026-03-02', '2026-03-03']))
			for (const key of dayKeys.values()) expect(stored()).not.toContain(hexOf(key.buffer))
			closed(quarter)
			confirm([-quarter, 0], quarter)
			closed(2 * quarter)
			for (const key of dayKeys.values()) expect(stored()).not.toContain(hexOf(key.buffer))
		}, midnight))

	test('does not suffice to tell a client where there is a secret', () =>
		onIntake(({ report, restart, stored }) => {
			restart(0, 'one secret')
			report('a', 1)
			restart(0, 'another secret')
			report('a', 2)
			expect(new Set(clientsIn(stored())).size).toBe(2)
		}))
})

test('a proof of being human is good for one report, whoever sends it, also after a restart', () =>
	onIntake(({ report, restart }) => {
		expect(report('a', 1, { proof: 'p' })).toBe(true)
		expect(report('b', 2, { proof: 'p' })).toBe(false)
		restart(3)
		expect(report('b', 4, { proof: 'p' })).toBe(false)
		expect(report('b', 5, { proof: 'q' })).toBe(true)
	}))

/** What should be counted, told in the plainest way: every counted report is kept. */
class Plain {
	readonly #counted: { readonly client: string; readonly at: number }[] = []
	floor = Number.NEGATIVE_INFINITY

	report(client: string, seconds: number): { counted: boolean; lastHour: number } {
		const at = Math.max(seconds, this.floor)
		const last = this.#counted.findLast((report) => report.client === client)?.at
		const counted = last === undefined || at - last >= quarter
		if (counted) this.#counted.push({ client, at })
		const minute = (moment: number) => Math.floor(moment / 60)
		return {
			counted,
			lastHour: new Set(
				this.#counted
					.filter((report) => minute(report.at) > minute(at) - 60)
					.map((report) => report.client),
			).size,
		}
	}

	get total(): number {
		return this.#counted.length
	}
}

const steps = fc.array(
	fc.record({
		wait: fc.oneof(fc.integer({ min: 0, max: 120 }), fc.integer({ min: 0, max: 4000 })),
		does: fc.oneof(
			{ weight: 8, arbitrary: fc.integer({ min: 0, max: 5 }).map((client) => `client-${client}`) },
			{ weight: 2, arbitrary: fc.constantFrom('close', 'confirm', 'restart') },
		),
	}),
	{ maxLength: 60 },
)

test('whenever people report, windows are fetched and the object restarts: each is counted once, none twice, and the hour holds whom it should', async () => {
	await fc.assert(
		fc.asyncProperty(steps, fc.constantFrom(ten, midnight - 5_400_000), async (story, zero) => {
			await onIntake((intake) => {
				const plain = new Plain()
				const windows = new Map<string, number>()
				const fetched = (seconds: number) => {
					plain.floor = Math.max(
						plain.floor,
						...intake.closed(seconds).map(({ at }) => (Date.parse(at) - zero) / 1000 + quarter),
					)
					return intake.closed(seconds)
				}
				let now = 0
				for (const { wait, does } of story) {
					now += wait
					if (does === 'close') fetched(now)
					else if (does === 'restart') intake.restart(now)
					else if (does === 'confirm') {
						for (const { at, count } of fetched(now)) {
							expect(windows.has(at), 'confirmed once').toBe(false)
							windows.set(at, count)
						}
						intake.confirm(
							[...windows.keys()].map((at) => (Date.parse(at) - zero) / 1000),
							now,
						)
					} else {
						const expected = plain.report(does, now)
						expect([intake.report(does, now), intake.lastHour()]).toEqual([
							expected.counted,
							expected.lastHour,
						])
					}
				}
				for (const { at, count } of intake.closed(now + 10_000))
					windows.set(at, (windows.get(at) ?? 0) + count)
				expect([...windows.values()].reduce((sum, count) => sum + count, 0)).toBe(plain.total)
			}, zero)
		}),
		{ numRuns: 60 },
	)
}, 60_000)

test('a day with a report a second over nine providers stays within the free plan', async () => {
	const providers = 9
	let rows = 0
	let reports = 0
	for (let provider = 0; provider < providers; provider += 1) {
		await onIntake((intake) => {
			for (let second = provider; second < 86_400; second += providers) {
				// Every person comes back after twenty minutes.
				if (intake.report(`client-${Math.floor(second / providers) % 134}`, second)) reports += 1
				if (second % quarter < providers) {
					const starts = intake.closed(second).map(({ at }) => (Date.parse(at) - midnight) / 1000)
					intake.confirm(starts, second + 10)
				}
			}
			rows += intake.rowsWritten()
		}, midnight)
	}
	console.log(
		`${reports.toLocaleString('en')} reports in a day cost ${rows.toLocaleString('en')} Durable Object rows of 100,000`,
	)
	expect(reports).toBe(86_400)
	expect(rows).toBeGreaterThan(reports)
	expect(rows).toBeLessThan(100_000)
}, 120_000)
