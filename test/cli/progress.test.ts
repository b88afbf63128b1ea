import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { startProgress } from '../../worker/cli/progress.ts'
import { table } from '../../worker/cli/table.ts'

/** A stream that keeps what is written, as a terminal or not. */
function recordingStream(isTTY: boolean): {
	readonly stream: NodeJS.WriteStream
	written(): string
} {
	let written = ''
	const stream = new Writable({
		write(chunk, _encoding, done) {
			written += String(chunk)
			done()
		},
	})
	// The bar asks a stream for nothing but these.
	return {
		stream: Object.assign(stream, { isTTY, columns: 80 }) as unknown as NodeJS.WriteStream,
		written: () => written,
	}
}

test('a terminal sees a bar that grows in place', () => {
	const { stream, written } = recordingStream(true)
	const progress = startProgress('play', 4, stream)
	progress.at(1)
	progress.at(1)
	progress.at(4, 'done')
	progress.end()
	const lines = written().split('\r')
	expect(lines).toHaveLength(4)
	expect(lines[1]).toContain(' 25 %')
	expect(lines[2]).toContain('100 % done')
	expect(written().endsWith('\n')).toBe(true)
})

test('a file sees plain lines and no control characters', () => {
	const { stream, written } = recordingStream(false)
	const progress = startProgress('play', 4, stream)
	for (let done = 0; done <= 4; done += 1) progress.at(done)
	progress.end('4 ticks')
	expect(written()).toBe('play …\nplay: 4 ticks\n')
})

test('what is known only after the start makes the bar grow too, and what ends early keeps what it had', () => {
	const { stream, written } = recordingStream(true)
	const progress = startProgress('build', 0, stream)
	progress.at(0, 'reading')
	progress.of(8)
	progress.at(2, '2 of 8')
	progress.stop()
	const lines = written().split('\r')
	expect(lines[1]).toContain('░   0 % reading')
	expect(lines[2]).toContain(' 25 % 2 of 8')
	expect(written()).toMatch(/2 of 8\n$/)
})

test('a table lines up, numbers to the right', () => {
	expect(
		table(
			['name', 'count'],
			[
				['a', '5'],
				['longer', '1,200'],
			],
		),
	).toBe('name    count\n──────  ─────\na           5\nlonger  1,200')
})
