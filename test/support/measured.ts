import { env } from 'cloudflare:workers'

/**
 * How much of something is tried, in workerd: a number from the environment that the tests were
 * started in (see vitest.config.ts), or the usual one.
 */
export function measured(
	name: 'DAY_MINUTES' | 'WALL_PAGES' | 'GROWTH_LOOKS' | 'FC_SEED',
	usual: number,
): number {
	const given = Number((env as unknown as Record<string, unknown>)[name] ?? '')
	return Number.isFinite(given) && given > 0 ? given : usual
}
