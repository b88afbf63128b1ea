import { spawn, spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import * as z from 'zod/mini'

/** The Nu Html Checker, which knows the standard better than we do. It needs Java. */

const require = createRequire(import.meta.url)
const jar = require.resolve('vnu-jar/build/dist/vnu.jar')

export const hasJava = spawnSync('java', ['-version']).status === 0

const Answer = z.object({
	messages: z.array(
		z.object({
			url: z.optional(z.string()),
			lastLine: z.optional(z.number()),
			message: z.string(),
		}),
	),
})

/**
 * Its errors on every HTML file in some folders and the folders in them, one line each. All in one
 * run: starting it takes longer than a hundred pages.
 */
export async function errorsIn(...folders: string[]): Promise<string[]> {
	const options = ['--errors-only', '--skip-non-html', '--exit-zero-always', '--format', 'json']
	const child = spawn('java', ['-Xss8m', '-XX:+UseSerialGC', '-jar', jar, ...options, ...folders], {
		stdio: ['ignore', 'ignore', 'pipe'],
	})
	let said = ''
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		said += text
	})
	const code = await new Promise<number | null>((done) => child.on('close', done))
	if (code !== 0) throw new Error(said)
	return Answer.parse(JSON.parse(said)).messages.map(
		({ url, lastLine, message }) => `${url ?? 'a page'}:${lastLine ?? 0}: ${message}`,
	)
}
