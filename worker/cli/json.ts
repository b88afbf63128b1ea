/**
 * Levels of what we write ourselves are below twenty. What is nested deeper is nobody's record, and
 * would be too much for whoever walks it.
 */
const deepest = 200

/** What a JSON text says; undefined when it is none, or nested too deep. */
export function jsonIn(text: string): unknown {
	if (isTooDeep(text)) return undefined
	try {
		return JSON.parse(text)
	} catch {
		return undefined
	}
}

/** Counts brackets outside strings, without a stack. */
function isTooDeep(text: string): boolean {
	let depth = 0
	let isInString = false
	for (let index = 0; index < text.length; index += 1) {
		const character = text[index]
		if (isInString) {
			if (character === '\\') index += 1
			else if (character === '"') isInString = false
		} else if (character === '"') isInString = true
		else if (character === '[' || character === '{') depth += 1
		else if (character === ']' || character === '}') depth -= 1
		if (depth > deepest) return true
	}
	return false
}
