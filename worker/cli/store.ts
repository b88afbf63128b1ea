import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { readBySchema } from '#core/content/issues.ts'
import { Content } from '#core/model/content.ts'
import type { ReportCount } from '#core/model/report.ts'
import type { Snapshot } from '#core/model/snapshot.ts'
import type {
	CountPage,
	DocumentLook,
	ImportReport,
	ImportRequest,
	RecorderStatus,
	SnapshotPage,
} from '../edge/recorder/recorder-rpc.ts'
import { hashOf } from './bundle.ts'
import { announcedServer, stateFolder, takeLock } from './lock.ts'
import { refuseDamaged } from './store-damage.ts'
import { startWorker } from './worker-host.ts'

/**
 * The local store, through the Worker's admin paths: those of a running server, or of one that is
 * started for the command alone.
 */
export interface Store {
	content(): Promise<Content>
	/** All looks, chain by chain; runs that are open are closed for the reader. */
	snapshots(): Promise<Snapshot[]>
	/** Everything that was counted of the crowd, oldest first. */
	counts(): Promise<ReportCount[]>
	/** Raw bytes; undefined when the store does not have them, or has others in their place. */
	blob(sha256: string): Promise<Uint8Array | undefined>
	importDocuments(request: ImportRequest): Promise<ImportReport>
	status(): Promise<RecorderStatus[]>
	looks(): Promise<DocumentLook[]>
}

/** How a request reaches the Worker: a path and what fetch takes. */
export type Ask = (
	path: string,
	init: { method: string; headers: Record<string, string>; body?: string },
) => Promise<Answer>

interface Answer {
	readonly ok: boolean
	readonly status: number
	json(): Promise<unknown>
	text(): Promise<string>
	arrayBuffer(): Promise<ArrayBuffer>
}

/**
 * Opens the local store, hands it to `work`, and closes it. Throws an Error with a sentence when
 * another command is using it.
 */
export async function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
	const lock = await takeLock()
	if (!lock) {
		const server = announcedServer()
		if (!server)
			throw new Error('another command is using the local store; try again when it is done')
		return work(storeThrough((path, init) => fetch(new URL(path, server.url), init), server.token))
	}
	lock.starting()
	refuseDamaged(stateFolder)
	const token = randomBytes(24).toString('base64url')
	const host = await startWorker({
		state: stateFolder,
		assets: true,
		bindings: { ADMIN_TOKEN: token },
	})
	lock.started()
	try {
		return await work(
			storeThrough((path, init) => host.dispatchFetch(`http://localhost${path}`, init), token),
		)
	} finally {
		await host.dispose()
		lock.release()
	}
}

/** The store behind the admin paths. */
export function storeThrough(ask: Ask, token: string): Store {
	const request = async (path: string, body?: unknown): Promise<Answer> => {
		const headers = {
			authorization: `Bearer ${token}`,
			...(body !== undefined && { 'content-type': 'application/json' }),
		}
		const init =
			body === undefined
				? { method: 'GET', headers }
				: { method: 'POST', headers, body: JSON.stringify(body) }
		let answer = await ask(`/admin${path}`, init)
		// A tick is under way; it ends within 45 seconds.
		for (let attempt = 0; answer.status === 409 && attempt < 60; attempt += 1) {
			await sleep(1000)
			answer = await ask(`/admin${path}`, init)
		}
		if (!answer.ok)
			throw new Error(
				`the local server answered ${answer.status} to ${path}: ${(await answer.text()).slice(0, 200)}`,
			)
		return answer
	}
	const allPages = async <Page extends { readonly next: string | null }>(
		path: string,
	): Promise<Page[]> => {
		const pages: Page[] = []
		for (let cursor: string | null = '0'; cursor !== null; ) {
			// The recorder's own answer, from this checkout's Worker.
			const page = (await (
				await request(`${path}?cursor=${encodeURIComponent(cursor)}`)
			).json()) as Page
			pages.push(page)
			cursor = page.next
		}
		return pages
	}
	return {
		async content() {
			const { value, issues } = readBySchema(Content, await (await request('/content')).json())
			if (!value)
				throw new Error(`the local server's content does not fit: ${issues[0]?.path ?? ''}`)
			return value
		},
		snapshots: async () =>
			(await allPages<SnapshotPage>('/snapshots')).flatMap((page) => page.snapshots),
		counts: async () => (await allPages<CountPage>('/counts')).flatMap((page) => page.counts),
		async blob(sha256) {
			const answer = await ask(`/admin/blob/${sha256}`, {
				method: 'GET',
				headers: { authorization: `Bearer ${token}` },
			})
			// Bytes that cannot be unzipped are as lost as those that are not there.
			const bytes = answer.ok ? new Uint8Array(await answer.arrayBuffer()) : undefined
			return bytes && hashOf(bytes) === sha256 ? bytes : undefined
		},
		// The recorder's own answers, from this checkout's Worker.
		importDocuments: async (body) =>
			(await (await request('/import', body)).json()) as ImportReport,
		status: async () => (await (await request('/status')).json()) as RecorderStatus[],
		looks: async () => (await (await request('/looks')).json()) as DocumentLook[],
	}
}
