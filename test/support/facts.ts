import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../../../shared/facts', import.meta.url))

/**
 * Where the collected facts lie that `content/records` was written from, beside the checkout;
 * undefined in a clone that has none.
 */
export const facts: string | undefined = existsSync(folder) ? folder : undefined

/** One of their files. Throws where there are no facts. */
export function factsIn(name: string): unknown {
	return JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'))
}
