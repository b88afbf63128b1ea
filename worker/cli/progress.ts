/**
 * A progress bar on standard error: drawn in place on a terminal, a plain line at the start and at
 * the end elsewhere.
 */

export interface Progress {
	/** Says how much there is, where that is known only after the start. */
	of(total: number): void
	/** Says how much of the total is done. */
	at(done: number, note?: string): void
	/** Ends the line. */
	end(note?: string): void
	/** Ends the line of what did not come to its end, as far as it came. */
	stop(): void
}

const width = 30

/** Starts a bar. `stream` is standard error unless a test says otherwise. */
export function startProgress(
	title: string,
	wholly: number,
	stream: NodeJS.WriteStream = process.stderr,
): Progress {
	let total = wholly
	let drawn = ''
	if (!stream.isTTY) stream.write(`${title} …\n`)
	const draw = (share: number, note = '') => {
		const filled = Math.round(share * width)
		const line =
			`${title} ${'█'.repeat(filled)}${'░'.repeat(width - filled)} ` +
			`${String(Math.floor(share * 100)).padStart(3)} %${note ? ` ${note}` : ''}`
		if (line === drawn) return
		drawn = line
		stream.write(`\r\u001b[2K${line.slice(0, Math.max(20, (stream.columns || 80) - 1))}`)
	}
	return {
		of: (count) => {
			total = count
		},
		at: (done, note) => {
			if (stream.isTTY) draw(total === 0 ? 0 : Math.min(1, done / total), note)
		},
		end: (note) => {
			if (stream.isTTY) {
				draw(1, note)
				stream.write('\n')
			} else if (note) stream.write(`${title}: ${note}\n`)
		},
		stop: () => {
			if (stream.isTTY && drawn !== '') stream.write('\n')
		},
	}
}
