"""What gunicorn loads: settings from the environment, then the application."""

from vetting.app import configure_logging, create_app, read_settings

configure_logging()
app = create_app(read_settings())
