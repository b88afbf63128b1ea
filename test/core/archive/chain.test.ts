import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { brokenLinks, type Chain, type ChainLook, extend, lookOf } from '#core/archive/chain.ts'
import { genesis, Snapshot } from '#core/model/snapshot.ts'
import { addSeconds, compareInstants } from '#core/time/time.ts'

const named = (minute: number) => {
	const at = addSeconds('2026-03-02T11:00:00Z', minute * 60)
	const url = 'https://status.example.com/api/v2/summary.json'
	return {
		provider: 'example',
		source: 'example-status',
		document: 'summary',
		url,
		slot: at,
		fetchedAt: at,
		provenance: 'live',
	} as const
}
const good = (minute: number, content: string): ChainLook => ({
	...named(minute),
	outcome: 'good',
	httpStatus: 200,
	contentType: 'application/json',
	bytes: 2,
	sha256: content.repeat(64),
	fingerprint: content.repeat(64),
})
const failed = (minute: number, kind: 'timeout' | 'http', httpStatus?: number): ChainLook => ({
	...named(minute),
	outcome: 'failed',
	failure: { kind, message: 'no answer', ...(httpStatus !== undefined && { httpStatus }) },
})
const missed = (minute: number, until: number): ChainLook => ({
	...named(minute),
	outcome: 'missed',
	until: named(until).fetchedAt,
})

/** Every run of a series of looks, the open one last. */
function runsOf(looks: readonly ChainLook[]): {
	runs: Snapshot[]
	chain: Chain | undefined
	news: boolean[]
} {
	let chain: Chain | undefined
	const runs: Snapshot[] = []
	const news: boolean[] = []
	for (const look of looks) {
		const step = extend(chain, look)
		if (step.closed) runs.push(step.closed)
		news.push(step.news)
		chain = step.chain
	}
	return { runs: chain ? [...runs, chain.current] : runs, chain, news }
}
const told = (runs: readonly Snapshot[]) =>
	runs.map((run) => `${run.outcome} ${run.fetchedAt.slice(14, 16)}–${run.until.slice(14, 16)}`)

describe('runs of looks', () => {
	test('unchanged looks extend the stored run; new content opens another', () => {
		const { runs, news } = runsOf([good(0, 'a'), good(1, 'a'), good(2, 'a'), good(3, 'b')])
		expect(told(runs)).toEqual(['stored 00–02', 'stored 03–03'])
		expect(runs[1]?.previousLookAt).toBe('2026-03-02T11:02:00Z')
		expect(news).toEqual([true, false, false, true])
		expect(runs.map((run) => run.confirmedAt)).toEqual(['2026-03-02T11:01:00Z', undefined])
	})

	test('after failures the same content opens an unchanged run that names the bytes stored before', () => {
		const { runs, news } = runsOf([
			good(0, 'a'),
			failed(1, 'timeout'),
			failed(2, 'timeout'),
			good(3, 'a'),
			good(4, 'a'),
		])
		expect(told(runs)).toEqual(['stored 00–00', 'failed 01–02', 'unchanged 03–04'])
		expect(runs[2]?.sha256).toBe('a'.repeat(64))
		expect(news).toEqual([true, false, false, false, false])
	})

	test('a run of failures goes on only while kind and status are the same', () => {
		const { runs } = runsOf([
			failed(0, 'http', 503),
			failed(1, 'http', 503),
			failed(2, 'http', 500),
			failed(3, 'timeout'),
		])
		expect(told(runs)).toEqual(['failed 00–01', 'failed 02–02', 'failed 03–03'])
		expect(runs[0]?.previous).toBe(genesis)
	})

	test('missed slots are a run of their own', () => {
		const { runs } = runsOf([good(0, 'a'), missed(1, 5), good(6, 'a')])
		expect(told(runs)).toEqual(['stored 00–00', 'missed 01–05', 'unchanged 06–06'])
		expect(runs[1]?.sha256).toBeUndefined()
	})

	test('a look tells the fold when its document was last well', () => {
		const { chain } = runsOf([good(0, 'a'), failed(1, 'timeout')])
		const next = extend(chain, good(2, 'b'))
		expect(lookOf(next.chain.current, chain)).toMatchObject({
			document: 'summary',
			previousGoodLookAt: '2026-03-02T11:00:00Z',
		})
		const confirmed = runsOf([good(0, 'a'), good(1, 'a')]).chain
		expect(lookOf(next.chain.current, confirmed)).toMatchObject({
			previousGoodLookAt: '2026-03-02T11:01:00Z',
		})
		expect(lookOf(next.chain.current, undefined)).not.toHaveProperty('previousGoodLookAt')
	})
})

describe('the chain', () => {
	const step = fc.oneof(
		fc.constantFrom('a', 'b', 'c').map((content) => (minute: number) => good(minute, content)),
		fc.constantFrom<['timeout' | 'http', number?]>(['timeout'], ['http', 503], ['http', 500]).map(
			([kind, status]) =>
				(minute: number) =>
					failed(minute, kind, status),
		),
		fc.constant((minute: number) => missed(minute, minute)),
	)

	test('any series of looks gives valid, linked, ordered runs that tell each look’s outcome', () => {
		fc.assert(
			fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
				const looks = steps.map((make, minute) => make(minute))
				const { runs } = runsOf(looks)
				for (const run of runs) Snapshot.parse(run)
				expect(brokenLinks(runs)).toEqual([])
				for (const [index, run] of runs.entries()) {
					expect(compareInstants(run.fetchedAt, run.until)).toBeLessThanOrEqual(0)
					if (index > 0) expect(run.previousLookAt).toBe(runs[index - 1]?.until)
				}
				for (const look of looks) {
					const run = runs.find(
						(run) => run.fetchedAt <= look.fetchedAt && look.fetchedAt <= run.until,
					)
					if (look.outcome === 'good')
						expect([run?.fingerprint, run?.failure]).toEqual([look.fingerprint, undefined])
					else expect(run?.outcome).toBe(look.outcome)
				}
			}),
		)
	})

	test('changing anything in a closed run breaks the link after it', () => {
		const { runs } = runsOf([good(0, 'a'), good(1, 'b'), good(2, 'c')])
		const forged = runs.map((run, index) =>
			index === 1 ? { ...run, until: '2026-03-02T11:01:30Z' } : run,
		)
		expect(brokenLinks(forged)).toHaveLength(1)
		expect(brokenLinks(forged)[0]).toContain('11:02:00Z')
	})
})
