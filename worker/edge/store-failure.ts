/**
 * A store that could not be read. It is not the same as a document that is not there: of what could
 * not be read nobody can say that it does
 * not exist, so that no answer may be made as if it were empty.
 */
export class StoreFailure extends Error {
	override readonly name = 'StoreFailure'

	constructor(what: string, cause?: unknown) {
		super(`${what} could not be read`, { cause })
	}
}

/** What a reading brought: the value, null where there is none, or the failure. */
export type Read<Shape> = Shape | null | StoreFailure

/**
 * Runs a reading of `what`. Whatever goes wrong in it, a text that is no JSON included, is a
 * failure of the store.
 */
export async function reading<Shape>(
	what: string,
	read: () => Promise<Shape | null>,
): Promise<Read<Shape>> {
	try {
		return await read()
	} catch (error) {
		return error instanceof StoreFailure ? error : new StoreFailure(what, error)
	}
}

/** The value; throws where the store failed. */
export function orThrow<Shape>(read: Read<Shape>): Shape | null {
	if (read instanceof StoreFailure) throw read
	return read
}
