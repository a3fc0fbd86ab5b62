// The QR code of a certificate leads to the verify page with its signature after the #, which is never sent to anybody. The code in it
// is put into the form; whoever scanned it presses the button.
const field = document.querySelector('form [name="code"]')
const content = window.location.hash.slice(1).split('.')[2]
if (field && content) {
  try {
    field.value = JSON.parse(atob(content.replace(/-/g, '+').replace(/_/g, '/'))).code
  } catch {
    // no certificate: the code is typed
  }
}
