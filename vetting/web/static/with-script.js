// Tells the stylesheet that scripts run, before anything is drawn. A file of its own, so that the content policy allows no inline script.
document.body.className += ' js-enabled' + ('noModule' in HTMLScriptElement.prototype ? ' govuk-frontend-supported' : '')
