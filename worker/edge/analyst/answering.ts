import { canonicalJson } from '#core/hash.ts'
import type { Scope } from '#core/model/analysis.ts'
import type { Content } from '#core/model/content.ts'
import { analysisHash } from '#core/questions/analyse.ts'
import { inputHashOf } from '#core/questions/input-hash.ts'
import type { Question } from '#core/questions/question.ts'
import { analysisDocument } from '#core/questions/report.ts'
import { scopeErrorsOf } from '#core/questions/scope.ts'
import type { Analysable } from '#core/questions/toolkit/scoped-record.ts'
import type { RecordAnswers } from '../recorder/recorder-rpc.ts'
import type { AnalystAnswer } from './analyst-rpc.ts'
import type { AnswerTables } from './answer-tables.ts'
import { readWholeRecord } from './whole-record.ts'

export interface AnsweringParts {
	readonly content: Content
	readonly shards: readonly RecordAnswers[]
	readonly tables: AnswerTables
	/** The archive that the build ships; undefined where there is none. */
	archive(): Promise<Analysable | undefined>
	/** Epoch milliseconds; it limits how much is computed and nothing else. */
	now(): number
}

/** Computed in a minute at most, for everybody together: each may take a second of a processor. */
export const computedPerMinute = 40

/**
 * Answers questions about the record as it stands; what was computed once is kept by the hash of
 * all that went in.
 */
export class Answering {
	readonly #parts: AnsweringParts
	#held: { readonly tag: string; readonly record: Promise<Analysable> } | undefined
	#archived: Promise<Analysable | undefined> | undefined
	#spent = { minute: 0, computed: 0 }

	constructor(parts: AnsweringParts) {
		this.#parts = parts
	}

	async answer(question: Question, scope: Scope): Promise<AnalystAnswer> {
		const { shards, tables } = this.#parts
		const states = await Promise.all(shards.map((shard) => shard.recordProgress()))
		const errors = scopeErrorsOf(
			scope,
			states.flatMap((state) =>
				state.surfaces.map(({ provider, surfaces }) => ({ id: provider, surfaces })),
			),
		)
		if (errors.length > 0) return { outcome: 'scope error', errors }
		const waiting = states.find(({ waitsFor }) => waitsFor !== null)?.waitsFor
		if (waiting) return await this.#fromArchive(question, scope, waiting)
		this.#archived = undefined
		const tag = states.map((state) => state.tag).join(' ')
		const input = tables.inputOf(tag)
		const kept = input === undefined ? undefined : tables.read(analysisHash(question, scope, input))
		if (kept !== undefined) return { outcome: 'answered', text: kept, kept: true }
		if (this.#isSpent()) return { outcome: 'busy' }
		return this.#compute(question, scope, await this.#record(tag))
	}

	/**
	 * While the recorders are not ready, from what the build ships; the answer's `asOf` says how old
	 * that is.
	 */
	async #fromArchive(question: Question, scope: Scope, because: string): Promise<AnalystAnswer> {
		this.#archived ??= this.#parts.archive()
		const record = await this.#archived
		if (!record) {
			this.#archived = undefined
			return { outcome: 'waiting', because }
		}
		const kept = this.#parts.tables.read(analysisHash(question, scope, inputHashOf({ record })))
		if (kept !== undefined) return { outcome: 'answered', text: kept, kept: true }
		return this.#isSpent() ? { outcome: 'busy' } : this.#compute(question, scope, record)
	}

	#compute(question: Question, scope: Scope, record: Analysable): AnalystAnswer {
		const document = analysisDocument(record, scope, question)
		const text = canonicalJson(document)
		this.#parts.tables.write(document.inputHash, text)
		return { outcome: 'answered', text, kept: false }
	}

	/**
	 * The record as it stands; read again only when a tag is another one, and once for all who wait
	 * for it.
	 */
	#record(tag: string): Promise<Analysable> {
		if (this.#held?.tag === tag) return this.#held.record
		const held = { tag, record: this.#read() }
		this.#held = held
		// What could not be read is no record to keep.
		held.record.catch(() => {
			if (this.#held === held) this.#held = undefined
		})
		return held.record
	}

	async #read(): Promise<Analysable> {
		const { record, tags } = await readWholeRecord(this.#parts.content, this.#parts.shards)
		this.#parts.tables.rememberInput(tags.join(' '), inputHashOf({ record }))
		return record
	}

	#isSpent(): boolean {
		const minute = Math.floor(this.#parts.now() / 60_000)
		if (this.#spent.minute !== minute) this.#spent = { minute, computed: 0 }
		if (this.#spent.computed >= computedPerMinute) return true
		this.#spent.computed += 1
		return false
	}
}
