// Builds vetting/web/static/vendor from npm's govuk-frontend: `npm ci --ignore-scripts && node vetting/web/assets/build.mjs`.
// Nothing that is not ours to use goes in: no GDS Transport font, no crown, no crest, no GOV.UK icon. The build fails if one slips through.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as sass from 'sass'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '..', '..', '..')
const modules = join(root, 'node_modules')
const vendor = join(here, '..', 'static', 'vendor')

const { css } = sass.compile(join(here, 'service.scss'), { loadPaths: [modules], style: 'compressed', quietDeps: true })
const notOurs = css.match(/GDS Transport|@font-face|govuk-crest|crown\.svg/)
if (notOurs) {
  throw new Error(`the stylesheet names ${notOurs[0]}, which only gov.uk may use`)
}

rmSync(vendor, { recursive: true, force: true })
mkdirSync(vendor, { recursive: true })
writeFileSync(join(vendor, 'service.css'), css)
copyFileSync(join(modules, 'govuk-frontend', 'dist', 'govuk', 'govuk-frontend.min.js'), join(vendor, 'govuk-frontend.min.js'))
console.log(`built ${join('vetting', 'web', 'static', 'vendor')}: ${Math.round(css.length / 1024)} kB of styles`)
