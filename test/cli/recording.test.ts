import { rmSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readRecording } from '../../worker/cli/recording.ts'
import { march } from '../support/recordings.ts'
import { temporaryFolder, writeFiles } from '../support/small-content.ts'

let folder = ''
beforeEach(() => {
	folder = temporaryFolder()
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const frame = {
	at: '2026-03-02T11:30:00Z',
	url: 'https://status.acme.example/api/v2/summary.json',
	status: 200,
	headers: {},
	file: 'frames/a.json',
}
const manifest = {
	recording: 'acme',
	from: '2026-03-02T11:30:00Z',
	to: '2026-03-02T12:00:00Z',
	frames: [frame],
}

function problems(value: unknown): readonly string[] {
	writeFiles(folder, { 'frames/a.json': '{}', 'manifest.json': value })
	return readRecording(folder).problems
}

test('a sound recording is read with its bodies', () => {
	const failing = { at: '2026-03-02T11:40:00Z', url: frame.url, file: null, failure: 'timeout' }
	expect(problems({ ...manifest, frames: [frame, failing] })).toEqual([])
	expect(readRecording(folder).recording?.bodies.get('frames/a.json')?.byteLength).toBe(2)
})

test('what is wrong is told with its place, all at once', () => {
	expect(readRecording(folder).problems[0]).toContain('no manifest.json')
	expect(problems('nonsense')[0]).toContain('manifest.json: expected JSON')
	expect(problems({ ...manifest, to: manifest.from })).toEqual([
		`manifest.json: to: expected an instant after ${manifest.from}, got ${manifest.from}`,
	])
	const found = problems({
		...manifest,
		frames: [
			frame,
			frame,
			{ ...frame, at: '2026-03-02T11:31:00Z', file: '../secret' },
			{ ...frame, at: '2026-03-02T11:32:00Z', file: 'frames/none.json' },
			{ ...frame, at: '2026-03-02T11:33:00Z', file: null },
		],
	})
	expect(found).toHaveLength(4)
	expect(found[0]).toContain('frames[1].at: expected an instant after')
	expect(found[1]).toContain('frames[2].file: expected a path inside the recording')
	expect(found[2]).toContain('frames[3].file: expected a file, found no frames/none.json')
	expect(found[3]).toContain('frames[4].failure: expected "timeout" or "network"')
	expect(problems({ ...manifest, frames: [{ ...frame, url: 'ftp://x' }] })[0]).toContain(
		'frames[0].url: expected an address',
	)
})

test('the rebuilt recording of 2 March 2026 is sound', () => {
	const { recording, problems: found } = readRecording(march)
	expect(found).toEqual([])
	expect(recording?.manifest.frames.length).toBeGreaterThan(50)
})
