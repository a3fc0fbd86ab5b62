// Warns two minutes before a session ends, so that nobody loses what they are typing. Without scripts the foot of the page says when.
const WARN_SECONDS = 120
const place = document.getElementById('session')

if (place) {
  let endsAt = Date.now() + Number(place.dataset.seconds) * 1000
  const dialog = document.createElement('dialog')
  dialog.className = 'app-session'
  dialog.setAttribute('aria-labelledby', 'session-heading')
  dialog.setAttribute('aria-describedby', 'session-words')
  const heading = document.createElement('h2')
  heading.id = 'session-heading'
  heading.className = 'govuk-heading-m'
  heading.textContent = 'You are about to be signed out'
  const words = document.createElement('p')
  words.id = 'session-words'
  words.className = 'govuk-body'
  const keep = document.createElement('button')
  keep.type = 'button'
  keep.className = 'govuk-button'
  keep.textContent = 'Stay signed in'
  dialog.append(heading, words, keep)
  document.body.append(dialog)

  const left = () => Math.round((endsAt - Date.now()) / 1000)

  const ended = () => {
    heading.textContent = 'You have been signed out'
    words.textContent = 'Copy what you have typed if you need it, then open the page again and sign in.'
    keep.textContent = 'Close'
  }

  const look = () => {
    const seconds = left()
    if (seconds <= 0) {
      ended()
    } else if (seconds <= WARN_SECONDS) {
      const minutes = Math.ceil(seconds / 60)
      words.textContent = `You are signed out in less than ${minutes === 1 ? 'a minute' : `${minutes} minutes`}. What is typed and not sent is lost then.`
    }
    if (seconds <= WARN_SECONDS && !dialog.open) {
      dialog.showModal()
    }
    if (seconds > 0) {
      window.setTimeout(look, Math.max(1, Math.min(seconds > WARN_SECONDS ? seconds - WARN_SECONDS : 10, seconds)) * 1000)
    }
  }

  keep.addEventListener('click', async () => {
    if (left() <= 0) {
      dialog.close()
      return
    }
    const body = new URLSearchParams({ csrf_token: place.dataset.token })
    const answer = await fetch(place.dataset.keep, { method: 'POST', body, redirect: 'error' }).catch(() => null)
    if (answer === null || !answer.ok) {
      ended()
      return
    }
    endsAt = Date.now() + (await answer.json()).seconds * 1000
    dialog.close()
    if (left() <= WARN_SECONDS) {
      words.textContent = 'The session cannot be made longer: it is at its end for today. Send what you have typed now.'
      keep.remove()
    }
    look()
  })

  look()
}
