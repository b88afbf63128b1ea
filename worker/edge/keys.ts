/**
 * Every KV key shape, in one place. The archive's assets lie under `/data/` with the same names,
 * `.json` added.
 */

export const keys = {
	blob: (sha256: string) => `blob/${sha256}`,
	snapshots: (provider: string, day: string) => `snap/${provider}/${day}`,
	/** All providers of a shard in one value: one write for each window. */
	reports: (shard: string, day: string) => `reports/${shard}/${day}`,
	/** A month of one provider's counts, up to the last day that is over. */
	counts: (provider: string, month: string) => `counts/${provider}/${month}`,
	incident: (provider: string, id: string) => `incident/${provider}/${id}`,
	episode: (id: string) => `episode/${id}`,
	/** One writer each: the shard is part of the key, readers merge. */
	index: (shard: string, month: string) => `index/${shard}/${month}`,
	now: (shard: string) => `now/${shard}`,
	recent: (shard: string) => `recent/${shard}`,
	history: (provider: string) => `history/${provider}`,
	feed: (provider: string) => `feed/${provider}`,
	heads: (shard: string) => `heads/${shard}`,
	/** What a document has no room for; part 1 is the oldest. */
	part: (key: string, part: number) => `${key}/part/${part}`,
	/** No document: the key of a day, which expires. */
	dayKey: (day: string) => `key/${day}`,
} as const

/** Asset paths of the archive's documents. */
export const assets = {
	archive: '/data/archive.json',
	now: '/data/now.json',
	recent: '/data/recent.json',
	history: (provider: string) => `/data/history/${provider}.json`,
	index: (month: string) => `/data/index/${month}.json`,
	feed: (provider: string) => `/data/feed/${provider}.json`,
	pack: (provider: string, month: string) => `/data/pack/${provider}/${month}.json`,
	places: (provider: string) => `/data/places/${provider}.json`,
	episode: (id: string) => `/data/episode/${id}.json`,
	snapshots: (provider: string, day: string) => `/data/snap/${provider}/${day}.json`,
	heads: '/data/heads.json',
	reports: (day: string) => `/data/reports/${day}.json`,
	blob: (sha256: string) => `/data/blob/${sha256}`,
	/** By SHA-256: where a look stands that found these bytes. */
	found: '/data/found.json',
	/** The API's description, without a host. */
	openApi: '/data/openapi.json',
	/** What figures of the archive are counted from, whatever the scope. */
	analysable: '/data/analysable.json',
	/** Of the whole archive, by the question's name. */
	analysis: (name: string) => `/data/analysis/${name}.json`,
} as const
