import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CrowdObservation } from '#core/model/observation.ts'
import { ParseError } from '#core/platforms/platform.ts'
import { reportFile } from '#core/platforms/report-file/report-file.ts'

function read(body: string): CrowdObservation {
	const document = {
		source: 'counts',
		name: 'counts',
		url: 'https://example.com/counts.csv',
		contentType: 'text/csv',
		body,
	}
	return reportFile.parse([document], undefined) as CrowdObservation // a platform of counts
}

const told = ({ reports }: CrowdObservation) =>
	reports.map(({ at, count, baseline }) => [
		at.slice(11, 16),
		count,
		...(baseline === undefined ? [] : [baseline]),
	])
const three = [
	['10:00', 1],
	['10:15', 31],
	['10:30', 140],
]
const at = (time: string) => `2026-05-04T${time}:00Z`

describe('a table of counts', () => {
	test.each([
		['plain', ['date,value', `${at('10:00')},1`, `${at('10:15')},31`, `${at('10:30')},140`], '\n'],
		[
			'lines that end as RFC 4180 has them',
			['date,value', `${at('10:00')},1`, `${at('10:15')},31`, `${at('10:30')},140`, ''],
			'\r\n',
		],
		[
			'a cell with the separator in it',
			[
				'place,date,value',
				`"Berlin, Germany",${at('10:00')},1`,
				`"Rome, Italy",${at('10:15')},31`,
				`"Oslo",${at('10:30')},140`,
			],
			'\n',
		],
		[
			'doubled quotes',
			[
				'note,date,value',
				`"say ""down""",${at('10:00')},1`,
				`"""",${at('10:15')},31`,
				`"",${at('10:30')},140`,
			],
			'\n',
		],
		[
			'a cell over several lines',
			[
				'note,date,value',
				`"one\ntwo\n\nfour",${at('10:00')},1`,
				`x,${at('10:15')},31`,
				`"y\n",${at('10:30')},140`,
			],
			'\n',
		],
		[
			'every cell in quotes',
			['"Date","Value"', `"${at('10:00')}","1"`, `"${at('10:15')}","31"`, `"${at('10:30')}","140"`],
			'\r\n',
		],
		[
			'space around quotes',
			['date , "value"', ` "${at('10:00')}" , "1" `, `${at('10:15')}, 31`, `${at('10:30')} ,140`],
			'\n',
		],
		[
			'semicolons, and commas inside',
			[
				'place;date;value',
				`"a;b";${at('10:00')};1`,
				`c,d;${at('10:15')};31`,
				`e;${at('10:30')};140`,
			],
			'\n',
		],
		[
			'tabs',
			[
				'date\tplace\tvalue',
				`${at('10:00')}\ta, b\t1`,
				`${at('10:15')}\t"c\td"\t31`,
				`${at('10:30')}\t\t140`,
			],
			'\n',
		],
		[
			'a byte order mark',
			['\uFEFFdate,value', `${at('10:00')},1`, `${at('10:15')},31`, `${at('10:30')},140`],
			'\r\n',
		],
		[
			'what a spreadsheet says of its separator',
			['\uFEFFsep=;', 'date;value', `${at('10:00')};1`, `${at('10:15')};31`, `${at('10:30')};140`],
			'\r\n',
		],
		[
			'a quote within a cell that has none around it',
			[
				'note,date,value',
				`5" pipe,${at('10:00')},1`,
				`it's,${at('10:15')},31`,
				`b,${at('10:30')},140`,
			],
			'\n',
		],
		[
			'rows that are longer and shorter',
			['date,value,note', `${at('10:00')},1`, `${at('10:15')},31,a,b,c`, `${at('10:30')},140,`],
			'\n',
		],
	])('is read: %s', (_, lines, end) => {
		const observation = read(lines.join(end))
		expect(told(observation)).toEqual(three)
		expect(observation.problems).toEqual([])
	})

	test('a row that cannot be read is named by its line, also after cells over several lines', () => {
		const observation = read(
			[
				'note,date,value,baseline',
				`"a\nb",${at('10:00')},1,0.5`,
				`c,${at('10:15')},"1,234",2`,
				`d,,4,2`,
				`e,${at('10:30')},3,x`,
			].join('\r\n'),
		)
		expect(told(observation)).toEqual([
			['10:00', 1, 0.5],
			['10:30', 3],
		])
		expect(observation.problems.map(({ path, message }) => [path, message])).toEqual([
			['line 4', 'expected a number that is not negative, got "1,234"'],
			['line 5', 'no date'],
			['line 6', 'a baseline that is no number is left out: "x"'],
		])
	})

	test('without its columns, or with a quote that never ends, it is refused in a sentence', () => {
		expect(() => read('day,count\n1,2')).toThrow(
			/expected JSON, or CSV with the columns date and value, got "day,count"/,
		)
		expect(() => read(`date,value,note\n${at('10:00')},1,"never\n${at('10:15')},2,x`)).toThrow(
			/not readable as CSV: .*quote/i,
		)
	})

	test('whatever was written as RFC 4180 says comes back', () => {
		const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`
		fc.assert(
			fc.property(
				fc.array(fc.record({ note: fc.string(), count: fc.nat(1_000_000) }), {
					minLength: 2,
					maxLength: 20,
				}),
				fc.constantFrom(',', ';', '\t'),
				fc.constantFrom('\n', '\r\n'),
				(rows, separator, end) => {
					const minutes = (index: number) =>
						`2026-05-04T${String(Math.floor(index / 4)).padStart(2, '0')}:${String((index % 4) * 15).padStart(2, '0')}:00Z`
					const lines = rows.map(({ note, count }, index) =>
						[quoted(note), minutes(index), count].join(separator),
					)
					const { reports, problems } = read(
						[['note', 'date', 'value'].join(separator), ...lines].join(end),
					)
					expect(reports.map(({ count }) => count)).toEqual(rows.map(({ count }) => count))
					expect(problems).toEqual([])
				},
			),
		)
	})

	test('whatever it holds, it is read or refused', () => {
		const cell = fc.oneof(
			fc.string(),
			fc.constantFrom(
				'"',
				'""',
				',',
				';',
				'\t',
				'\n',
				'\r',
				'\r\n',
				'date',
				'value',
				'\uFEFF',
				'sep=,',
				at('10:00'),
				'12',
				'1e9',
			),
		)
		fc.assert(
			fc.property(fc.array(cell, { maxLength: 40 }), fc.boolean(), (cells, headed) => {
				try {
					expect(
						read((headed ? 'date,value\n' : '') + cells.join('')).reports.length,
					).toBeGreaterThan(0)
				} catch (error) {
					expect(error).toBeInstanceOf(ParseError)
				}
			}),
			{ numRuns: 500 },
		)
	})
})
