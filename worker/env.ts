import type { Recorder } from './edge/recorder.ts'

/** What the Worker is bound to: see wrangler.toml. Secrets are optional; without one, what needs it is off and says so. */
export interface Env {
	readonly KV: KVNamespace
	readonly RECORDER: DurableObjectNamespace<Recorder>
	/** The built site and the committed archive; answers 404 for what it does not hold. */
	readonly ASSETS: Fetcher
	/** How many recorders share the providers; 1 when absent. */
	readonly RECORDER_SHARDS?: string
	/** Guards the paths that local commands use; without it they do not exist. */
	readonly ADMIN_TOKEN?: string
	/** A recording in place of the Internet. Never bound in a deployment. */
	readonly INTERNET?: Fetcher
	/** Dies after this step of a tick, for tests. Without effect unless `INTERNET` is bound. */
	readonly CRASH_AFTER?: string
	/** The moment at which pages are read while a recording is played: an instant. Without effect unless `INTERNET` is bound. */
	readonly CLOCK?: string
}
