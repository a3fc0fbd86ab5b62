// Keeps the progress of a running batch up to date while somebody looks at it, and loads the page anew when the batch goes on to
// something else. It stops after ten minutes, so that an open page does not keep anybody signed in; the link does the same by hand.
const EVERY = 5_000
const TIMES = 120
const place = document.getElementById('progress')

if (place) {
  let left = TIMES

  const look = async () => {
    if (document.hidden) {
      return true
    }
    left -= 1
    const answer = await fetch(place.dataset.address, { headers: { Accept: 'application/json' }, redirect: 'error' })
    if (!answer.ok) {
      return false
    }
    const { state, words } = await answer.json()
    if (state !== place.dataset.state) {
      window.location.reload()
      return false
    }
    words.forEach((text, number) => {
      const line = place.children[number] ?? place.appendChild(document.createElement('p'))
      line.className = number ? 'govuk-body' : 'govuk-body-l'
      line.textContent = text
    })
    while (place.children.length > words.length) {
      place.lastElementChild.remove()
    }
    return left > 0
  }

  const again = async () => {
    try {
      if (await look()) {
        window.setTimeout(again, EVERY)
      }
    } catch {
      // The service is away or the session is over: the link says so when it is followed.
    }
  }
  window.setTimeout(again, EVERY)
}
