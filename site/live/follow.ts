/**
 * Keeps a page about something open up to date: asks for the page itself, at most once a minute,
 * only while it can be seen, and not for an
 * hour after the server said that it has had enough. Pages about what is over have no `data-live`
 * and cost nothing.
 */

const minute = 60_000
const hour = 3_600_000
const restKey = 'follow-rest-until'

const subject = document.querySelector('main [data-live]')
if (subject) follow()

function follow(): void {
	let askedAt = Date.now()
	let etag: string | null = null
	let timer: ReturnType<typeof setTimeout> | undefined
	const note = placeNote()
	document.addEventListener('visibilitychange', plan)
	plan()

	function plan(): void {
		clearTimeout(timer)
		if (document.visibilityState === 'hidden' || !document.querySelector('main [data-live]')) return
		const next = Math.max(askedAt + minute, restUntil())
		timer = setTimeout(ask, Math.max(0, next - Date.now()))
	}

	async function ask(): Promise<void> {
		askedAt = Date.now()
		try {
			const response = await fetch(location.href, {
				cache: 'no-store',
				...(etag !== null && { headers: { 'If-None-Match': etag } }),
			})
			if (response.status === 429) rest()
			else if (response.status === 304) note.say('', `Checked at ${clock()}: no change.`)
			else if (response.ok) {
				take(await response.text())
				etag = response.headers.get('etag')
			} else note.say('', `Could not be checked at ${clock()}; this page stays as it was.`)
		} catch {
			note.say('', `Could not be checked at ${clock()}; this page stays as it was.`)
		}
		plan()
	}

	function rest(): void {
		const until = Date.now() + hour
		try {
			sessionStorage.setItem(restKey, String(until))
		} catch {
			// Without storage the rest lasts as long as the page.
			askedAt = until - minute
		}
		note.say(
			`The server is at its limit. This page stays as it was and asks again after ${clock(until)}.`,
			'',
		)
	}

	function take(text: string): void {
		const answer = new DOMParser().parseFromString(text, 'text/html')
		const [old, fresh] = [document.querySelector('main'), answer.querySelector('main')]
		if (!old || !fresh) return
		if (versionIn(old) === versionIn(fresh)) {
			refreshAges(old, fresh)
			note.say('', `Checked at ${clock()}: no change.`)
		} else if (isBusy(old)) note.offer('This page has changed.', () => place(old, fresh))
		else place(old, fresh)
	}

	function place(old: Element, fresh: Element): void {
		document.title = fresh.ownerDocument.title
		old.replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)))
		document.dispatchEvent(new Event('tidemark:changed'))
		note.say(`Updated at ${clock()}: what the record holds has changed.`, '')
	}
}

/** What is told, apart from its age. */
function versionIn(main: Element): string | null {
	return main.querySelector('[data-live]')?.getAttribute('data-live') ?? null
}

/**
 * Ages go on by themselves, unannounced; the two pages tell the same and so have the same of them.
 */
function refreshAges(old: Element, fresh: Element): void {
	const [mine, theirs] = [old, fresh].map((main) => [...main.querySelectorAll('[data-age]')]) as [
		Element[],
		Element[],
	] // two in, two out
	if (mine.length !== theirs.length) return
	for (const [index, element] of mine.entries()) {
		const other = theirs[index]
		if (other)
			element.replaceChildren(
				...[...other.childNodes].map((node) => document.importNode(node, true)),
			)
	}
	document.dispatchEvent(new Event('tidemark:changed'))
}

/** Whether the reader is at work inside: nothing is taken away from under a hand or a selection. */
function isBusy(main: Element): boolean {
	const selection = getSelection()
	return (
		main.contains(document.activeElement) ||
		(selection !== null && !selection.isCollapsed && main.contains(selection.anchorNode))
	)
}

interface Note {
	/** `aloud` is announced, `quiet` is only shown. */
	say(aloud: string, quiet: string): void
	offer(aloud: string, take: () => void): void
}

/** Lies over the page's lower edge, so that nothing moves when it appears. */
function placeNote(): Note {
	const box = document.createElement('div')
	box.className = 'live-note'
	box.hidden = true
	const [aloud, quiet, button] = [
		document.createElement('span'),
		document.createElement('span'),
		document.createElement('button'),
	]
	aloud.setAttribute('role', 'status')
	button.type = 'button'
	button.textContent = 'Show the new version'
	button.hidden = true
	for (const part of [aloud, quiet, button]) box.appendChild(part)
	document.body.appendChild(box)
	return {
		say(loud, silent) {
			box.hidden = false
			button.hidden = true
			aloud.textContent = loud
			quiet.textContent = silent
		},
		offer(loud, take) {
			box.hidden = false
			button.hidden = false
			aloud.textContent = loud
			quiet.textContent = ' '
			button.onclick = take
		},
	}
}

function restUntil(): number {
	try {
		return Number(sessionStorage.getItem(restKey) ?? 0) || 0
	} catch {
		return 0
	}
}

function clock(at: number = Date.now()): string {
	return `${new Date(at).toISOString().slice(11, 16)} UTC`
}
