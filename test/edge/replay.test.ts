import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
	answerFrom,
	capturesOf,
	type Frame,
	frameAt,
	framesByAddress,
	internetAt,
	type ListedFrame,
	nextMoment,
	packRecording,
	unpackRecording,
} from '../../worker/edge/recorder/replay.ts'

const minute = (value: number) => `2026-03-02T12:${String(value).padStart(2, '0')}:00Z`
const url = 'https://status.example.com/api/v2/summary.json'
const frame = (at: number, change: Partial<Frame> = {}): Frame => ({
	at: minute(at),
	url,
	status: 200,
	headers: { 'content-type': 'application/json' },
	body: `{"at":${at}}`,
	...change,
})
const ask = async (frames: readonly Frame[], at: number) => {
	const known = framesByAddress(frames)
	return await internetAt(
		{ fetch: async (request) => answerFrom(known, request) },
		minute(at),
	).fetch(new Request(url))
}

describe('the moments of a replay', () => {
	const request = { from: minute(0), to: minute(30), stepSeconds: 60, maxTicks: 100, urls: [url] }

	test('are the slots of its time, or, of a recording made of captures, these alone', () => {
		expect(nextMoment(request, null)).toEqual({ at: minute(0), urls: [url] })
		expect(nextMoment(request, minute(7))).toEqual({ at: minute(8), urls: [url] })
		expect(nextMoment(request, minute(30))).toBeUndefined()
		const other = 'https://other.example/'
		const frames = [frame(20), frame(5), frame(5, { url: other }), frame(40)]
		const captures = capturesOf(frames, minute(0), minute(30))
		expect(captures).toEqual([
			{ at: minute(5), urls: [url, other] },
			{ at: minute(20), urls: [url] },
		])
		const moments: string[] = []
		for (let last: string | null = null; ; ) {
			const next = nextMoment({ ...request, captures }, last)
			if (!next) break
			moments.push(next.at)
			last = next.at
		}
		expect(moments).toEqual([minute(5), minute(20)])
	})
})

describe('a recording in place of the Internet', () => {
	test('answers an address from a frame’s time until the next frame of it', async () => {
		const frames = [frame(10), frame(5), frame(20, { url: 'https://other.example/' })]
		expect((await ask(frames, 4)).status).toBe(404)
		expect(await (await ask(frames, 5)).text()).toBe('{"at":5}')
		expect(await (await ask(frames, 9)).text()).toBe('{"at":5}')
		expect(await (await ask(frames, 59)).text()).toBe('{"at":10}')
	})

	test('gives the recorded status and headers, and fails as it failed', async () => {
		const busy = await ask(
			[frame(0, { status: 503, headers: { 'retry-after': '60' }, body: 'busy' })],
			1,
		)
		expect([busy.status, busy.headers.get('retry-after')]).toEqual([503, '60'])
		expect((await ask([frame(0, { status: 304 })], 1)).status).toBe(304)
		await expect(ask([frame(0, { body: null, failure: 'timeout' })], 1)).rejects.toMatchObject({
			name: 'TimeoutError',
		})
		await expect(ask([frame(0, { body: null, failure: 'network' })], 1)).rejects.toThrow(TypeError)
	})

	test('finds the same frame as a search from one end to the other', () => {
		fc.assert(
			fc.property(
				fc.uniqueArray(fc.integer({ min: 0, max: 59 }), { minLength: 1 }),
				fc.integer({ min: 0, max: 59 }),
				(times, at) => {
					const frames = times.map((time) => frame(time))
					const slow = [...frames]
						.sort((a, b) => (a.at < b.at ? -1 : 1))
						.findLast((candidate) => candidate.at <= minute(at))
					expect(frameAt(framesByAddress(frames), url, minute(at))).toBe(slow)
				},
			),
		)
	})

	test('packs any bytes and unpacks the same', () => {
		fc.assert(
			fc.property(
				fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 5 }),
				(contents) => {
					const bodies = new Map(contents.map((bytes, index) => [`frames/${index}`, bytes]))
					const listed: ListedFrame[] = contents.map((_, index) => ({
						at: minute(index),
						url,
						status: 200,
						headers: {},
						file: `frames/${index}`,
					}))
					const unpacked = unpackRecording(packRecording(listed, bodies))
					expect(unpacked.map(({ body }) => [...(body as Uint8Array)])).toEqual(
						contents.map((bytes) => [...bytes]),
					) // unpacking gives bytes
				},
			),
		)
		expect(() => packRecording([{ at: minute(0), url, file: 'gone' }], new Map())).toThrow(
			'the recording has no file gone',
		)
	})
})
