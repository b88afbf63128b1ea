/**
 * Times in the reader's own zone, on request. The markup holds UTC and stays correct without this
 * script; a day without a
 * clock time is left alone, because it is not a moment.
 */
const button = document.querySelector<HTMLButtonElement>('[data-local-times]')
const key = 'local-times'

if (button) {
	button.hidden = false
	button.addEventListener('click', () =>
		show(button.getAttribute('aria-pressed') !== 'true', button),
	)
	if (remembered() === 'yes') show(true, button)
	// What a following page put in place holds UTC again.
	document.addEventListener('tidemark:changed', () => {
		if (button.getAttribute('aria-pressed') === 'true') show(true, button)
	})
}

function show(local: boolean, toggle: HTMLButtonElement): void {
	for (const time of document.querySelectorAll<HTMLTimeElement>('time[data-precision]')) {
		if (time.dataset.precision === 'day') continue
		time.dataset.utc ??= time.textContent
		time.textContent = local ? localText(time) : time.dataset.utc
	}
	for (const words of document.querySelectorAll<HTMLElement>('[data-local]')) {
		words.dataset.utc ??= words.textContent
		words.textContent = local
			? (words.dataset.local ?? '').replace('{zone}', zoneName(words))
			: words.dataset.utc
	}
	toggle.setAttribute('aria-pressed', String(local))
	toggle.textContent = local ? 'Show UTC' : 'Show local times'
	try {
		localStorage.setItem(key, local ? 'yes' : 'no')
	} catch {
		// Storage may be refused; the choice then lasts as long as the page.
	}
}

function localText(time: HTMLTimeElement): string {
	const moment = new Date(time.dateTime)
	const seconds = time.dataset.precision === 'second' || time.dataset.precision === 'millisecond'
	const clock: Intl.DateTimeFormatOptions = {
		hour: '2-digit',
		minute: '2-digit',
		...(seconds && { second: '2-digit' }),
		hourCycle: 'h23',
		...(!isNamedBefore(time) && { timeZoneName: 'short' }),
	}
	// A clock time under a day's heading may belong to another day where the reader is: the date then
	// comes along.
	const utcDay = moment.toISOString().slice(0, 10)
	const localDay = [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()]
		.map((part) => String(part).padStart(2, '0'))
		.join('-')
	const dated = time.dataset.form !== 'clock' || utcDay !== localDay
	const date: Intl.DateTimeFormatOptions = isNamedBefore(time)
		? { day: 'numeric', month: 'short' }
		: { day: 'numeric', month: 'long', year: 'numeric' }
	return new Intl.DateTimeFormat('en-GB', { ...(dated && date), ...clock }).format(moment)
}

/**
 * Whether the zone stands over a time already, at the head of its column or of the timeline: there
 * is no room to say it in each line.
 */
function isNamedBefore(time: HTMLTimeElement): boolean {
	return time.dataset.form === 'short' || time.closest('.when') !== null
}

/**
 * `GMT+5:45`, as it was at the first of the times that it is said of: half of the year it may be
 * another.
 */
function zoneName(words: HTMLElement): string {
	const first = words
		.closest('table, section')
		?.querySelector<HTMLTimeElement>('time[data-precision]:not([data-precision="day"])')
	const parts = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' }).formatToParts(
		first ? new Date(first.dateTime) : new Date(),
	)
	return parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'in your time zone'
}

function remembered(): string | null {
	try {
		return localStorage.getItem(key)
	} catch {
		return null
	}
}
