/**
 * A table for people: columns as wide as their widest cell, a rule below the heading, right-aligned
 * where every cell is a number.
 */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
	const widths = heading.map((title, column) =>
		Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
	)
	const numeric = heading.map(
		(_, column) =>
			rows.length > 0 &&
			rows.every(
				(row) =>
					/^[−-]?[\d,.]*( ?[%×a-z/ ]*)?$/i.test(row[column] ?? '') && /\d/.test(row[column] ?? ''),
			),
	)
	const line = (cells: readonly string[]) =>
		cells
			.map((cell, column) =>
				numeric[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
			)
			.join('  ')
			.trimEnd()
	return [line(heading), widths.map((size) => '─'.repeat(size)).join('  '), ...rows.map(line)].join(
		'\n',
	)
}
