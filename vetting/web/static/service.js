// Everything works without this file; it adds focus to error summaries, character counts and the collapsing menu.
import { initAll } from './vendor/govuk-frontend.min.js'

initAll()
