import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Export } from '#core/model/export.ts'
import { inputHashOf } from '#core/questions/input-hash.ts'
import { questions } from '#core/questions/registry.ts'
import { type ScopedRecord, scopedRecord } from '#core/questions/toolkit/scoped-record.ts'
import { millisecondsOf } from '#core/time/time.ts'
import { type Bench, median, medians, milliseconds, type Row, times } from '../measure.ts'
import { toldIncidents } from '../told-incidents.ts'

const [few, many] = [1_000, 100_000]

/**
 * All questions over a small and a large record, without draws and with them; the time may grow as
 * the incidents do, and no faster.
 */
export const bench: Bench = async () => {
	const small = toldIncidents(few)
	const [plain = 0, drawn = 0] = await medians(
		[() => answerAll(small, 0), () => answerAll(small)],
		{ warmUp: 3, rounds: 9 },
	)
	const before = heap()
	const large = toldIncidents(many)
	const loaded = heap()
	const [whole = 0] = await medians([() => answerAll(large, 0)], { warmUp: 1, rounds: 3 })
	const answers: unknown[] = []
	const fresh = timesOf(small, { warmUp: 3, rounds: 9 })
	const grown = timesOf(large, { warmUp: 0, rounds: 1, keep: (answer) => answers.push(answer) })
	const kept = heap()
	const hashing = timed(() => inputHashOf({ record: large }))
	const counted = (count: number) => count.toLocaleString('en')
	const row = (name: string, measured: string, rest: Partial<Row> = {}): Row => ({
		name,
		measured,
		against: '',
		ratio: '',
		aim: '',
		...rest,
	})
	return [
		row(
			`${questions.length} questions over ${counted(few)} incidents, no draws`,
			milliseconds(plain),
			{ aim: '≤ 50 ms' },
		),
		row(`the same with 1,000 draws`, milliseconds(drawn), {
			against: `${milliseconds(plain)} without`,
			ratio: times(drawn / plain),
			aim: '≤ 500 ms',
		}),
		row(`the same over ${counted(many)} incidents, no draws`, milliseconds(whole), {
			against: `${milliseconds(plain)} over ${counted(few)}`,
			ratio: `${times(whole / plain)} for ${many / few} ×`,
			aim: '≤ 3,000 ms, ≤ 100 ×',
		}),
		...questions
			.map(({ name }) => name)
			.sort((a, b) => (grown.by.get(b) ?? 0) - (grown.by.get(a) ?? 0))
			.map((name) => {
				const [own, all] = [fresh.by.get(name) ?? 0, grown.by.get(name) ?? 0]
				return row(
					`of these: ${name}, ${counted(few)} and ${counted(many)}`,
					`${milliseconds(own)}, ${milliseconds(all)}`,
					{
						against: `${milliseconds(fresh.yardstick)}, ${milliseconds(grown.yardstick)} every time once`,
						ratio: `${times(own / fresh.yardstick)}, ${times(all / grown.yardstick)}`,
					},
				)
			}),
		row(`hash of what went in, ${counted(many)} incidents, once`, milliseconds(hashing)),
		row(
			`memory that the scope and its answers keep, ${counted(many)} incidents`,
			megabytes(kept - loaded),
			{
				against: `${megabytes(loaded - before)} the record`,
			},
		),
	]
}

/**
 * How long each question takes of a record that was cut anew, without draws, beside the least that
 * could count anything: to read the time of every statement once.
 */
function timesOf(
	of: Export,
	{
		warmUp,
		rounds,
		keep = () => {},
	}: {
		readonly warmUp: number
		readonly rounds: number
		readonly keep?: (answer: unknown) => void
	},
): { readonly by: ReadonlyMap<string, number>; readonly yardstick: number } {
	const found = new Map<string, number[]>(questions.map(({ name }) => [name, []]))
	const readings: number[] = []
	for (let round = 0; round < warmUp + rounds; round++) {
		const record = { ...scopedRecord(of, {}), drawsAtMost: 0 }
		const isCounted = round >= warmUp
		const reading = timed(() => readTimes(of))
		if (isCounted) readings.push(reading)
		for (const question of questions) {
			const time = timed(() => keep(question.answer(record, {})))
			if (isCounted) found.get(question.name)?.push(time)
		}
	}
	return {
		by: new Map([...found].map(([name, own]) => [name, median(own)])),
		yardstick: median(readings),
	}
}

function readTimes({ incidents }: Export): number {
	let latest = 0
	for (const { updates } of incidents)
		for (const { at } of updates) latest = Math.max(latest, millisecondsOf(at))
	return latest
}

function answerAll(of: Export, drawsAtMost?: number): void {
	const record: ScopedRecord = {
		...scopedRecord(of, {}),
		...(drawsAtMost !== undefined && { drawsAtMost }),
	}
	for (const question of questions) question.answer(record, {})
}

function timed(work: () => unknown): number {
	const started = performance.now()
	work()
	return performance.now() - started
}

/** Bytes in use after a collection: what is not needed any more does not count. */
function heap(): number {
	setFlagsFromString('--expose-gc')
	const collect: unknown = runInNewContext('gc')
	if (typeof collect === 'function') collect()
	return process.memoryUsage().heapUsed
}

function megabytes(bytes: number): string {
	return `${Math.round(Math.max(0, bytes) / 1e6)} MB`
}
