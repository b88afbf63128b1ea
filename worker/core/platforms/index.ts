import { downdetector } from './downdetector/downdetector.ts'
import { githubIssues } from './github-issues/github-issues.ts'
import { googleCloud } from './google-cloud/google-cloud.ts'
import { googleWorkspace } from './google-workspace/google-workspace.ts'
import { hackerNews } from './hacker-news/hacker-news.ts'
import { incidentio } from './incidentio/incidentio.ts'
import { incidentioFeed } from './incidentio-feed/incidentio-feed.ts'
import type { Platform } from './platform.ts'
import { publishedMinutes } from './published-minutes/published-minutes.ts'
import { record } from './record/record.ts'
import { reportFile } from './report-file/report-file.ts'
import { statuspage } from './statuspage/statuspage.ts'
import { statuspageFeed } from './statuspage-feed/statuspage-feed.ts'
import { xai } from './xai/xai.ts'

/** Every platform that Tidemark can read. A test fails when an adapter file is missing here. */
export const platforms: readonly Platform[] = [
	statuspage,
	incidentio,
	googleCloud,
	googleWorkspace,
	statuspageFeed,
	incidentioFeed,
	xai,
	record,
	publishedMinutes,
	githubIssues,
	hackerNews,
	downdetector,
	reportFile,
]

/**
 * The adapter of a platform by its id, as `Source.platform` names it. Throws RangeError for an id
 * that is not registered.
 */
export function platformOf(id: string): Platform {
	const platform = platforms.find((candidate) => candidate.id === id)
	if (platform === undefined)
		throw new RangeError(
			`no platform ${JSON.stringify(id.slice(0, 80))}: expected one of ` +
				`${platforms.map((known) => known.id).join(', ')}`,
		)
	return platform
}
