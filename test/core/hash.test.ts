import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from '#core/hash.ts'

/** RFC 8785, with its own examples. */

/** A double by its bits, as appendix B writes them. */
function double(bits: string): number {
	const view = new DataView(new ArrayBuffer(8))
	view.setBigUint64(0, BigInt(`0x${bits}`))
	return view.getFloat64(0)
}

describe('canonical JSON', () => {
	test('writes the RFC’s sample as the RFC does (3.2.2 to 3.2.4)', () => {
		const sample: unknown = JSON.parse(String.raw`{
			"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
			"string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
			"literals": [null, true, false]
		}`)
		expect(canonicalJson(sample)).toBe(
			'{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
				'"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
		)
	})

	test('orders keys by their code units, those that are numbers as well (3.2.3)', () => {
		const values = {
			'\u20ac': 'Euro Sign',
			'\r': 'Carriage Return',
			'\ufb33': 'Hebrew Letter Dalet With Dagesh',
			'1': 'One',
			'\ud83d\ude00': 'Emoji: Grinning Face',
			'\u0080': 'Control',
			'\u00f6': 'Latin Small Letter O With Diaeresis',
		}
		const read: unknown = JSON.parse(canonicalJson(values))
		expect(read).toEqual(values)
		expect(canonicalJson(values)).toBe(
			'{"\\r":"Carriage Return","1":"One","\u0080":"Control",' +
				'"ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign",' +
				'"😀":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
		)
		expect(canonicalJson([{ b: { 9: 1, 10: 2, '-1': 3 }, a: undefined }, undefined])).toBe(
			'[{"b":{"-1":3,"10":2,"9":1}},null]',
		)
	})

	test.each([
		['0000000000000000', '0'],
		['8000000000000000', '0'],
		['0000000000000001', '5e-324'],
		['8000000000000001', '-5e-324'],
		['7fefffffffffffff', '1.7976931348623157e+308'],
		['ffefffffffffffff', '-1.7976931348623157e+308'],
		['4340000000000000', '9007199254740992'],
		['c340000000000000', '-9007199254740992'],
		['4430000000000000', '295147905179352830000'],
		['44b52d02c7e14af5', '9.999999999999997e+22'],
		['44b52d02c7e14af6', '1e+23'],
		['44b52d02c7e14af7', '1.0000000000000001e+23'],
		['444b1ae4d6e2ef4e', '999999999999999700000'],
		['444b1ae4d6e2ef4f', '999999999999999900000'],
		['444b1ae4d6e2ef50', '1e+21'],
		['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
		['3eb0c6f7a0b5ed8d', '0.000001'],
		['41b3de4355555553', '333333333.3333332'],
		['41b3de4355555554', '333333333.33333325'],
		['41b3de4355555555', '333333333.3333333'],
		['41b3de4355555556', '333333333.3333334'],
		['41b3de4355555557', '333333333.33333343'],
		['becbf647612f3696', '-0.0000033333333333333333'],
		['43143ff3c1cb0959', '1424953923781206.2'],
	])('writes the number %s as %s (appendix B)', (bits, text) => {
		expect(canonicalJson([double(bits)])).toBe(`[${text}]`)
	})

	test('is the same text in whatever order a value was made, and reads as the value', () => {
		const keys = fc.oneof(fc.string({ unit: 'binary' }), fc.nat(20).map(String))
		const record = fc.dictionary(keys, fc.jsonValue(), { maxKeys: 8 })
		fc.assert(
			fc.property(record, (value) => {
				const turned = Object.fromEntries(Object.entries(value).reverse())
				expect(canonicalJson(turned)).toBe(canonicalJson(value))
				expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
			}),
		)
	})
})
