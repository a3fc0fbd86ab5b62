"""gunicorn, one process of threads by default: the limiter's memory and the matching index are then shared by all requests.

To grow, set WEB_CONCURRENCY and VETTING_LIMITER_STORAGE_URL=redis://…, and put nginx in front.
"""

import os

bind = f"{os.environ.get('VETTING_BIND', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
worker_class = "gthread"
threads = 8
timeout = 60
graceful_timeout = 10
keepalive = 5
limit_request_line = 2048
accesslog = None
control_socket_disable = True
