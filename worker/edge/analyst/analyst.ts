import { DurableObject } from 'cloudflare:workers'
import { content } from '#content'
import type { Scope } from '#core/model/analysis.ts'
import { questions } from '#core/questions/registry.ts'
import type { Analysable } from '#core/questions/toolkit/scoped-record.ts'
import type { Env } from '../../env.ts'
import { millisecondsNow } from '../clock.ts'
import { assets } from '../keys.ts'
import { recorderOf, shardNames } from '../shards.ts'
import type { AnalystAnswer, AnalystAnswers } from './analyst-rpc.ts'
import { AnswerTables } from './answer-tables.ts'
import { Answering } from './answering.ts'

/**
 * Computes figures for queries, where a Worker's own invocation has too little time for it. Wiring
 * only.
 */
export class Analyst extends DurableObject<Env> implements AnalystAnswers {
	readonly #answering: Answering

	constructor(ctx: DurableObjectState, env: Env) {
		super(ctx, env)
		const shards = shardNames(env).map((shard) => ({
			recordProgress: async () => await recorderOf(env, shard).recordProgress(),
			recordPage: async (cursor: string) => await recorderOf(env, shard).recordPage(cursor),
		}))
		this.#answering = new Answering({
			content,
			shards,
			tables: new AnswerTables(ctx.storage.sql),
			archive: () => shippedRecord(env),
			now: () => millisecondsNow(env),
		})
	}

	async answer(name: string, scope: Scope): Promise<AnalystAnswer> {
		const question = questions.find((candidate) => candidate.name === name)
		if (!question) throw new Error(`no question is called ${name}`)
		return await this.#answering.answer(question, scope)
	}
}

async function shippedRecord({ ASSETS }: Env): Promise<Analysable | undefined> {
	const response = await ASSETS.fetch(new Request(`https://assets.local${assets.analysable}`))
	// The build wrote it from this very type.
	return response.ok ? ((await response.json()) as Analysable) : undefined
}
