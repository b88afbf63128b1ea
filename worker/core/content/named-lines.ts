import { type ContentIssue, shortText } from './issues.ts'

/** The editors' Markdown files: `name: value` lines between two lines of `---`, then a text. */
export interface NamedLines {
	readonly named: Readonly<Record<string, string>>
	/** What comes after, as it is: not trimmed, so that its lines can be counted. */
	readonly text: string
	/** The line of the file on which `text` begins, counted from 1. */
	readonly firstLine: number
}

/**
 * Reads the head of a file. A quoted value loses its quotes; a line that is no `name: value` is
 * passed over.
 */
export function readNamedLines(file: string): NamedLines | ContentIssue {
	const parts = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(
		file.replace(/^\ufeff/, '').replaceAll('\r\n', '\n'),
	)
	if (!parts)
		return {
			path: '',
			expected: 'lines of `name: value` between two lines of `---`, then the text',
			got: shortText(file.slice(0, 40)),
		}
	const [, head = '', text = ''] = parts
	const named = head.split('\n').flatMap((line) => {
		const [, name, value] = /^([A-Za-z]+):\s*(.*?)\s*$/.exec(line) ?? []
		return name === undefined || value === undefined
			? []
			: [[name, value.replace(/^(["'])(.*)\1$/, '$2')]]
	})
	return { named: Object.fromEntries(named), text, firstLine: head.split('\n').length + 3 }
}
