/**
 * KV that answers in time or not at all. A write that is never answered (on a laptop whose disk is
 * full they are not) would hold a tick for ever;
 * as a refusal it waits in the outbox like any other.
 */
export function patientKv(
	kv: Pick<KVNamespace, 'put'>,
	milliseconds: number,
	clock: () => number,
): Pick<KVNamespace, 'put'> {
	let silentUntil = 0
	return {
		async put(...write: Parameters<KVNamespace['put']>): Promise<void> {
			// One that is silent is not asked again at once: a tick has dozens of writes and less than a
			// minute.
			if (clock() < silentUntil) throw new KvSilence()
			let timer: ReturnType<typeof setTimeout> | undefined
			const late = new Promise<never>((_resolve, reject) => {
				timer = setTimeout(() => {
					silentUntil = clock() + milliseconds * 4
					reject(new KvSilence())
				}, milliseconds)
			})
			try {
				await Promise.race([kv.put(...write), late])
			} finally {
				clearTimeout(timer)
			}
		},
	}
}

/** KV did not answer a write in time. */
export class KvSilence extends Error {
	override readonly name = 'KvSilence'
	constructor() {
		super('KV did not answer in time')
	}
}
