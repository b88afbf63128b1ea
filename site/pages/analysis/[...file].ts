import type { APIRoute, GetStaticPaths } from 'astro'
import { addresses } from '#core/text/addresses.ts'
import { analysisPages } from '../../data/analysis-pages.ts'

/** The tables and pictures of the analysis pages as files. */
export const getStaticPaths: GetStaticPaths = async () =>
	(await analysisPages()).flatMap(({ files }) =>
		files
			.filter(({ path }) => path.startsWith(addresses.analyses))
			.map(({ path, body }) => ({
				params: { file: path.slice(addresses.analyses.length + 1) },
				props: { body },
			})),
	)

export const GET: APIRoute = ({ props }) => new Response(props.body())
