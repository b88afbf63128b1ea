import chromium from '@sparticuz/chromium'
import { type Browser, chromium as launcher } from 'playwright-core'

/**
 * The real browser: the one that TIDEMARK_CHROMIUM names, else the one that came with the packages.
 */
export async function launchBrowser(): Promise<Browser> {
	return launcher.launch({
		executablePath: process.env.TIDEMARK_CHROMIUM ?? (await chromium.executablePath()),
		// Not the package's own arguments: they turn off the web's security and share one process
		// between pages.
		args: [
			'--no-sandbox',
			'--font-render-hinting=none',
			'--use-gl=angle',
			'--use-angle=swiftshader',
		],
	})
}
