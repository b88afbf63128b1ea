import { join } from 'node:path'

/** A path inside this checkout. */
export function checkout(...parts: readonly string[]): string {
	return join(import.meta.dirname, '../..', ...parts)
}
