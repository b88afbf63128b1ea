import type { ContentIssue } from './issues.ts'
import { anyPlaceholder } from './placeholder.ts'

/**
 * Numbers that somebody typed into an essay. A number there is computed (a placeholder) or is a
 * link to where it stands; only dates, names
 * in code marks and the numbering of lists are free. Gives an issue a number, its path `line
 * 12`.
 */
export function typedFigures(text: string, firstLine = 1): ContentIssue[] {
	return text.split('\n').flatMap((line, index) => {
		const left = line
			.replace(anyPlaceholder, ' ')
			.replace(/`[^`]*`/g, ' ')
			.replace(/\[[^\]]*\]\([^)]*\)/g, ' ')
			.replace(/^\s*\d+\.\s/, ' ')
			.replace(dates, ' ')
		return [...left.matchAll(/\S*\d\S*/g)].map(([found]) => ({
			path: `line ${firstLine + index}`,
			expected: 'a placeholder for what is computed, or a link to the line that says so',
			got: JSON.stringify(found),
		}))
	})
}

const month =
	'(?:January|February|March|April|May|June|July|August|September|October|November|December)'
/** `2 March 2026`, `2 and 3 March`, `March 2026`, `the year 2026`. */
const dates = new RegExp(
	`\\b\\d{1,2}(?:(?: and | to |–)\\d{1,2})? ${month}(?: (?:19|20)\\d\\d)?\\b|\\b${month} (?:19|20)\\d\\d\\b|\\b(?:19|20)\\d\\d\\b`,
	'g',
)
