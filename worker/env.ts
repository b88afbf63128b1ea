import type { AnalystNamespace } from './edge/analyst/analyst-rpc.ts'
import type { RecorderNamespace } from './edge/recorder/recorder-rpc.ts'
import type { DayKeysNamespace, ReportsNamespace } from './edge/reports/rpc.ts'

/**
 * What the Worker is bound to: see wrangler.toml. Objects are named by what they answer, not by
 * their classes, which are given these bindings themselves. Secrets are optional; without one, what needs it
 * is off and says so.
 */
export interface Env {
	readonly KV: KVNamespace
	readonly RECORDER: RecorderNamespace
	/** One object a provider, named after it. */
	readonly REPORTS: ReportsNamespace
	/** Keeps the keys of the days; there is one. */
	readonly DAY_KEYS: DayKeysNamespace
	/** Computes figures for queries; there is one. */
	readonly ANALYST: AnalystNamespace
	/** How often one client may report within a minute. */
	readonly REPORT_LIMIT: RateLimit
	/** The built site and the committed archive; answers 404 for what it does not hold. */
	readonly ASSETS: Fetcher
	/** How many recorders share the providers; 1 when absent. */
	readonly RECORDER_SHARDS?: string
	/** Which deployment this is. */
	readonly CF_VERSION_METADATA?: Pick<WorkerVersionMetadata, 'id'> | undefined
	/** Raises GitHub's limit of requests. */
	readonly GITHUB_TOKEN?: string
	/** Of a contract for Downdetector's Enterprise API; without both, its sources are off. */
	readonly DOWNDETECTOR_CLIENT_ID?: string
	readonly DOWNDETECTOR_CLIENT_SECRET?: string
	/** Mixed into the pseudonyms of those who report. */
	readonly REPORT_SALT?: string
	/**
	 * With it, a report has to come with Turnstile's proof of being human; the key is the one that
	 * the page shows.
	 */
	readonly TURNSTILE_SECRET?: string
	readonly TURNSTILE_SITE_KEY?: string
	/** Guards the paths that local commands use; without it they do not exist. */
	readonly ADMIN_TOKEN?: string
	/** A recording in place of the Internet. Never bound in a deployment. */
	readonly INTERNET?: Fetcher
	/**
	 * The moment at which pages are read while a recording is played: an instant. Without effect
	 * unless `INTERNET` is bound.
	 */
	readonly CLOCK?: string
}
