import { addSeconds, compareInstants, floorTo } from '#core/time/time.ts'
import type { Internet } from '../http/internet.ts'
import { slotSeconds } from './agenda.ts'
import type { Capture, ReplayRequest } from './recorder-rpc.ts'

/**
 * A recording in place of the Internet. The recorder says what time it is in a header that exists
 * only here; a service that
 * holds the frames in memory answers as the site did then.
 */

/**
 * One answer of one address: it holds from `at` until the next frame of that address, or, in a
 * recording of captures, at that moment alone.
 */
export interface Frame {
	/** Instant. */
	readonly at: string
	readonly url: string
	readonly status: number
	readonly headers: Readonly<Record<string, string>>
	/** The body; null for a fetch that fails, with `failure` saying how. */
	readonly body: string | Uint8Array | null
	readonly failure?: 'timeout' | 'network'
}

const atHeader = 'tidemark-replay-at'
const failureHeader = 'tidemark-replay-failure'

/** A frame as a recording's manifest has it: bodies lie beside it, by the name of their file. */
export type ListedFrame = Omit<Frame, 'body' | 'status' | 'headers'> &
	Partial<Pick<Frame, 'status' | 'headers'>> & { readonly file: string | null }

/**
 * A recording as one text, for the service's binding. Each body is held once. Throws RangeError
 * when a frame's file is not among `bodies`.
 */
export function packRecording(
	frames: readonly ListedFrame[],
	bodies: ReadonlyMap<string, Uint8Array>,
): string {
	for (const { file } of frames)
		if (file !== null && !bodies.has(file))
			throw new RangeError(`the recording has no file ${file}`)
	return JSON.stringify({
		frames,
		bodies: Object.fromEntries([...bodies].map(([file, bytes]) => [file, btoa(binary(bytes))])),
	})
}

/** What `packRecording` packed. */
export function unpackRecording(text: string): Frame[] {
	const { frames, bodies } = JSON.parse(text) as {
		frames: readonly ListedFrame[]
		bodies: Readonly<Record<string, string>>
	} // as packed above
	const unpacked = new Map(
		Object.entries(bodies).map(([file, body]) => [
			file,
			Uint8Array.from(atob(body), (character) => character.charCodeAt(0)),
		]),
	)
	return frames.map(({ file, status = 200, headers = {}, ...frame }) => ({
		...frame,
		status,
		headers,
		body: file === null ? null : (unpacked.get(file) ?? null),
	}))
}

function binary(bytes: Uint8Array): string {
	const parts: string[] = []
	for (let start = 0; start < bytes.length; start += 8192)
		parts.push(String.fromCharCode(...bytes.subarray(start, start + 8192)))
	return parts.join('')
}

/** The frames by address, each in the order of time. */
export function framesByAddress(frames: readonly Frame[]): Map<string, Frame[]> {
	const byAddress = new Map<string, Frame[]>()
	for (const frame of frames) {
		const known = byAddress.get(frame.url)
		if (known) known.push(frame)
		else byAddress.set(frame.url, [frame])
	}
	for (const list of byAddress.values()) list.sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
	return byAddress
}

/**
 * The frame that an address answers with at a moment; undefined before its first one and for
 * addresses that were not recorded.
 */
export function frameAt(
	frames: ReadonlyMap<string, readonly Frame[]>,
	url: string,
	at: string,
): Frame | undefined {
	const list = frames.get(url) ?? []
	const moment = Date.parse(at)
	let low = 0
	let high = list.length
	while (low < high) {
		const middle = (low + high) >> 1
		if (Date.parse(list[middle]?.at ?? '') <= moment) low = middle + 1
		else high = middle
	}
	return list[low - 1]
}

/** Answers a request of a replay from the frames. What was not recorded does not exist: 404. */
export function answerFrom(
	frames: ReadonlyMap<string, readonly Frame[]>,
	request: Request,
): Response {
	const frame = frameAt(frames, request.url, request.headers.get(atHeader) ?? '')
	if (!frame) return new Response(null, { status: 404 })
	if (frame.body === null)
		return new Response(null, {
			status: 504,
			headers: { [failureHeader]: frame.failure ?? 'network' },
		})
	// A body is not allowed with these, whatever the recording says.
	const isEmpty = [204, 205, 304].includes(frame.status)
	const body = isEmpty ? null : (frame.body as BodyInit) // text or bytes, as typed above
	return new Response(body, { status: frame.status, headers: frame.headers })
}

/**
 * The next tick of a replay after `last` (null: none yet): the next slot, or the next capture of a
 * recording that is made of single ones.
 */
export function nextMoment(
	{ from, to, stepSeconds, urls, captures }: ReplayRequest,
	last: string | null,
): Capture | undefined {
	if (captures) return captures.find(({ at }) => last === null || compareInstants(at, last) > 0)
	const at = last === null ? floorTo(from, slotSeconds) : addSeconds(last, stepSeconds)
	return compareInstants(at, floorTo(to, slotSeconds)) <= 0 ? { at, urls } : undefined
}

/**
 * What was captured when: the addresses of the frames between `from` and `to`, by their moments.
 */
export function capturesOf(
	frames: readonly Pick<Frame, 'at' | 'url'>[],
	from: string,
	to: string,
): Capture[] {
	const within = frames.filter(
		({ at }) => compareInstants(from, at) <= 0 && compareInstants(at, to) <= 0,
	)
	const byMoment = Map.groupBy(within, ({ at }) => at)
	return [...byMoment]
		.map(([at, own]) => ({ at, urls: own.map(({ url }) => url) }))
		.sort((a, b) => compareInstants(a.at, b.at))
}

/**
 * A recording's service as the recorder's Internet at a virtual moment. A recorded timeout fails at
 * once.
 */
export function internetAt(service: Internet, at: string): Internet {
	return {
		async fetch(request) {
			const asked = new Request(request, { redirect: 'manual' })
			asked.headers.set(atHeader, at)
			const response = await service.fetch(asked)
			const failure = response.headers.get(failureHeader)
			if (failure === null) return response
			throw failure === 'timeout'
				? new DOMException('recorded', 'TimeoutError')
				: new TypeError('recorded')
		},
	}
}
