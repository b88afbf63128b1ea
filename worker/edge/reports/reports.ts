import { DurableObject } from 'cloudflare:workers'
import type { ReportCount } from '#core/model/report.ts'
import type { Env } from '../../env.ts'
import { millisecondsNow } from '../clock.ts'
import { Batch } from './batch.ts'
import { Counter } from './counter.ts'
import { dayKeysOf, type Receipt, type ReportEntry, type ReportsAnswers } from './rpc.ts'
import { WindowTables } from './window-tables.ts'

/** The intake of one provider, which is its name: counts what people report. Wiring only. */
export class Reports extends DurableObject<Env> implements ReportsAnswers {
	readonly #counter: Counter
	readonly #batch: Batch<ReportEntry, Receipt>

	constructor(ctx: DurableObjectState, env: Env) {
		super(ctx, env)
		if (ctx.id.name === undefined)
			throw new Error('an intake is asked for by the name of its provider')
		this.#counter = new Counter(
			ctx.id.name,
			new WindowTables(ctx.storage.sql),
			env.REPORT_SALT,
			millisecondsNow(env),
		)
		this.#batch = new Batch((entry) => this.#counter.report(entry), batchMilliseconds)
	}

	async report(entry: ReportEntry): Promise<Receipt> {
		for (const day of this.#counter.keysFor(entry.at))
			this.#counter.takeKey(day, await dayKeysOf(this.env).keyOf(day))
		return await this.#batch.add(entry)
	}

	async closed(before: string): Promise<ReportCount[]> {
		return this.#counter.closed(before)
	}

	async confirm(windows: readonly string[]): Promise<void> {
		this.#counter.confirm(windows, millisecondsNow(this.env))
	}

	async open(): Promise<ReportCount | null> {
		return this.#counter.open(millisecondsNow(this.env))
	}
}

/** Long enough for those who come at once, too short to be noticed. */
const batchMilliseconds = 5
