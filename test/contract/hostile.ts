/**
 * Bodies that no status page should send: cut, nested, huge, of another kind, or made to break a
 * reader.
 */
export function hostileBodies(body: string): string[] {
	const deep = 100_000
	return [
		'',
		'\u0000',
		'\uFEFF',
		'null',
		'[]',
		'{}',
		'[null]',
		'[[]]',
		'[{}]',
		'true',
		'-0',
		'1e999',
		'"operational"',
		'<!doctype html><html><head><title>Just a moment...</title></head><body><script>challenge()</script></body></html>',
		'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><rss version="2.0"><channel><title>&b;</title></channel></rss>',
		'<rss version="2.0"><channel></channel></rss>',
		'<a>'.repeat(20_000),
		'['.repeat(deep),
		'['.repeat(deep) + ']'.repeat(deep),
		`${'{"incidents":'.repeat(deep)}null${'}'.repeat(deep)}`,
		`{"page":{"id":"x"},"status":{},"components":${'['.repeat(deep)}${']'.repeat(deep)},"incidents":[${'{"incident_updates":['.repeat(1000)}${']}'.repeat(1000)}]}`,
		'{"__proto__":{"page":{"id":"x"}},"constructor":{"name":"x"},"incidents":[{"__proto__":null}],"page":{"id":"__proto__"}}',
		`{"page":{"id":"x"},"components":[{"id":"constructor","name":"toString","status":"hasOwnProperty"}],"status":{},"incidents":[]}`,
		...[0.01, 0.1, 0.3, 0.6, 0.9, 0.99].map((share) =>
			body.slice(0, Math.floor(body.length * share)),
		),
		body + body,
		body.replaceAll('"', "'"),
		body.replaceAll(/\d/g, '9'),
		body.replaceAll(/:\s*"/g, ':["').replaceAll(/",/g, '"],'),
		body.replaceAll(/[a-z]{4,}/g, '<script>alert(1)</script>'),
	]
}
