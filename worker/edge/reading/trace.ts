import type { Env } from '../../env.ts'

/**
 * What an answer is made from, noted while it is made. As long as all of it is the same, so is the
 * answer: then it needs no rendering, and
 * whoever has it is told so. Whatever is read without being noted makes an answer that is not kept.
 */
export class Trace {
	/** What was read or asked, and a digest of what came: see `resolve` in api/editions.ts. */
	readonly rests = new Map<string, string>()
	/** Reads of this request, as `readStored` keeps them: each key is read once, whoever asks. */
	readonly reads: Map<string, Promise<unknown>>
	/** From when on time alone may make another answer, epoch milliseconds. */
	until = Number.POSITIVE_INFINITY
	/** Something was read that nobody can compare later, or that failed. */
	lost = false
	/** It says of somebody that the present is not known. */
	blind = false
	/** The answer, once it is made. */
	made: Made | undefined

	constructor(reads = new Map<string, Promise<unknown>>()) {
		this.reads = reads
	}

	holdsUntil(milliseconds: number): void {
		this.until = Math.min(this.until, milliseconds)
	}
}

/** A whole answer and what tells it apart. */
export interface Made {
	/** As they are sent: a text would be encoded anew wherever it goes. */
	readonly bytes: Uint8Array<ArrayBuffer>
	readonly etag: string
	/** An instant. */
	readonly lastModified?: string | undefined
}

const traces = new WeakMap<object, { readonly trace: Trace; readonly bare: Env }>()

/** The bindings as a handler is given them, so that what it reads is noted. */
export function traced(bare: Env, trace: Trace): Env {
	const env = { ...bare }
	for (const name of ['RECORDER', 'REPORTS', 'ANALYST'] as const) {
		const get = () => {
			trace.lost = true
			return bare[name]
		}
		Object.defineProperty(env, name, { get, enumerable: true })
	}
	traces.set(env, { trace, bare })
	return env
}

/**
 * The same bindings and reads, with notes that nobody keeps: for what is noted as a whole, by what
 * comes out of it.
 */
export function unnoted(env: Env): Env {
	const known = traces.get(env)
	return known ? traced(known.bare, new Trace(known.trace.reads)) : env
}

/** The notes of the answer that is being made; undefined where nobody keeps any. */
export function traceOf(env: object): Trace | undefined {
	return traces.get(env)?.trace
}

/** The bindings themselves, for those who note what they read. */
export function bareEnv<Some extends object>(env: Some): Some {
	// What was traced was made from bindings of the same shape.
	return (traces.get(env)?.bare as Some | undefined) ?? env
}
