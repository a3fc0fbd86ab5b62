// Everything works without this file; it adds focus to error summaries, character counts, the collapsing menu, a warning before a
// session ends, the progress of a batch, and the code of a scanned certificate.
import './certificate.js'
import './progress.js'
import './session.js'
import { initAll } from './vendor/govuk-frontend.min.js'

initAll()
