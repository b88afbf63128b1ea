/** A progress bar on standard error: drawn in place on a terminal, a plain line at the start and at the end elsewhere. */

export interface Progress {
	/** Says how much of the total is done. */
	at(done: number, note?: string): void
	/** Ends the line. */
	end(note?: string): void
}

const width = 30

/** Starts a bar. `stream` is standard error unless a test says otherwise. */
export function startProgress(title: string, total: number, stream: NodeJS.WriteStream = process.stderr): Progress {
	let drawn = ''
	if (!stream.isTTY) stream.write(`${title} …\n`)
	const draw = (done: number, note = '') => {
		const share = total === 0 ? 1 : Math.min(1, done / total)
		const filled = Math.round(share * width)
		const line = `${title} ${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${String(Math.floor(share * 100)).padStart(3)} %${note ? ` ${note}` : ''}`
		if (line === drawn) return
		drawn = line
		stream.write(`\r\u001b[2K${line.slice(0, Math.max(20, (stream.columns ?? 80) - 1))}`)
	}
	return {
		at: (done, note) => {
			if (stream.isTTY) draw(done, note)
		},
		end: (note) => {
			if (stream.isTTY) {
				draw(total, note)
				stream.write('\n')
			} else if (note) stream.write(`${title}: ${note}\n`)
		},
	}
}
