import { Agent, request } from 'node:http'

/** Many reports at once, as a crowd sends them: over a few hundred connections that stay open. */

export interface Sent {
	/** The status, and what was answered; 0 for a connection that broke. */
	readonly status: number
	readonly body: string
}

export interface Flood {
	/** Sends one request for each address, all at once; the answers in the same order. */
	send(path: string, addresses: readonly string[]): Promise<Sent[]>
	/** How many have been answered so far. */
	answered(): number
	end(): void
}

export function startFlood(origin: URL, connections: number): Flood {
	const agent = new Agent({ keepAlive: true, maxSockets: connections, scheduling: 'fifo' })
	let answered = 0
	const body = JSON.stringify({ surface: 'api', symptom: 'errors' })
	const sendOne = (path: string, address: string) =>
		new Promise<Sent>((resolve) => {
			const headers = {
				'content-type': 'application/json',
				'content-length': body.length,
				'cf-connecting-ip': address,
			}
			const sent = request(
				{ agent, host: origin.hostname, port: origin.port, path, method: 'POST', headers },
				(response) => {
					let text = ''
					response.setEncoding('utf8')
					response.on('data', (chunk: string) => (text += chunk))
					response.on('end', () => {
						answered += 1
						resolve({ status: response.statusCode ?? 0, body: text })
					})
					response.on('error', () => resolve({ status: 0, body: '' }))
				},
			)
			sent.on('error', () => resolve({ status: 0, body: '' }))
			sent.end(body)
		})
	return {
		send: (path, addresses) => Promise.all(addresses.map((address) => sendOne(path, address))),
		answered: () => answered,
		end: () => agent.destroy(),
	}
}

/** Addresses that differ, from `first` on. */
export function addressesOf(count: number, first = 0): string[] {
	return Array.from(
		{ length: count },
		(_, index) =>
			`10.${((first + index) >> 16) & 255}.${((first + index) >> 8) & 255}.${(first + index) & 255}`,
	)
}
