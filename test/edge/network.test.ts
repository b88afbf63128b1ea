import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { originOf } from '../../worker/edge/reports/network.ts'

describe('who counts as one client', () => {
	test('has one spelling', () => {
		const same = [
			'2001:db8::1',
			'2001:0DB8:0000:0000:0000:0000:0000:0001',
			'2001:db8:0:0::1',
			'2001:db8::1%eth0',
		]
		expect(new Set(same.map((address) => JSON.stringify(originOf(address))))).toHaveProperty(
			'size',
			1,
		)
		const mapped = [
			'192.0.2.7',
			'::ffff:192.0.2.7',
			'::FFFF:c000:207',
			'0:0:0:0:0:ffff:192.0.2.7',
			'64:ff9b::192.0.2.7',
		]
		for (const address of mapped)
			expect(originOf(address)).toEqual({ client: '192.0.2.7', network: '192.0.2' })
	})

	test('is a whole block of 64 bits in IPv6, and belongs to one of 48', () => {
		fc.assert(
			fc.property(
				fc.ipV6(),
				fc.array(fc.integer({ min: 0, max: 65_535 }), { minLength: 4, maxLength: 4 }),
				(address, rest) => {
					const { client, site } = originOf(address)
					if (site === undefined) return
					const groups = client.slice(0, -2).split(':')
					expect(groups).toHaveLength(4)
					const neighbour = [...groups, ...rest.map((group) => group.toString(16))].join(':')
					// Four groups of zeros and then one of ones would be a mapped address.
					if (groups.every((group) => group === '0') || client.startsWith('64:ff9b:0:0')) return
					expect(originOf(neighbour)).toEqual(originOf(address))
					expect(client.startsWith(site.slice(0, -1))).toBe(true)
				},
			),
		)
	})

	test('is whatever stands there when it is no address, and the operator is the network where it is known', () => {
		for (const address of ['', 'unknown', '1.2.3', ':::', '2001:db8::zz', '[::1]'])
			expect(() => originOf(address)).not.toThrow()
		expect(originOf('unknown')).toEqual({ client: 'unknown', network: 'unknown' })
		expect(originOf('192.0.2.7', 64500).network).toBe('AS64500')
		expect(originOf('2001:db8::1', 64500).network).toBe('AS64500')
	})
})
