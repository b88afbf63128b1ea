import type { APIRoute, GetStaticPaths } from 'astro'
import { archiveFiles } from '../../data/archive-files.ts'

/**
 * The archive's documents and raw bytes as assets, where the Worker looks for what its own store
 * does not hold.
 */
export const getStaticPaths: GetStaticPaths = async () =>
	(await archiveFiles()).map(({ path, body }) => ({ params: { path }, props: { body } }))

export const GET: APIRoute = async ({ props }) => new Response(await props.body())
