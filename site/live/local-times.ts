/**
 * Times in the reader's own zone, on request. The markup holds UTC and stays correct without this script; a day without a
 * clock time is left alone, because it is not a moment.
 */
const button = document.querySelector<HTMLButtonElement>('[data-local-times]')
const key = 'local-times'

if (button) {
	button.hidden = false
	button.addEventListener('click', () => show(button.getAttribute('aria-pressed') !== 'true', button))
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
		timeZoneName: 'short',
	}
	// A clock time under a day's heading may belong to another day where the reader is: the date then comes along.
	const utcDay = moment.toISOString().slice(0, 10)
	const localDay = [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()].map((part) => String(part).padStart(2, '0')).join('-')
	const dated = time.dataset.form !== 'clock' || utcDay !== localDay
	const date: Intl.DateTimeFormatOptions =
		time.dataset.form === 'short' ? { day: 'numeric', month: 'short' } : { day: 'numeric', month: 'long', year: 'numeric' }
	return new Intl.DateTimeFormat('en-GB', { ...(dated && date), ...clock }).format(moment)
}

function remembered(): string | null {
	try {
		return localStorage.getItem(key)
	} catch {
		return null
	}
}
