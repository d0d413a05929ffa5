"""A process that delivers, to be killed: ``python -m tests.execution.deliverer STORE SMTP_URL WEBHOOK_URL``.

It says ``ready`` and waits for a line.
"""

import sys
from datetime import datetime

from cs_core.context.store import open_store
from cs_core.execution.sending.delivery import deliver
from cs_core.settings import Settings

if __name__ == "__main__":
    path, smtp_url, webhook_url = sys.argv[1:]
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    with open_store(path) as store:
        deliver(store, Settings(smtp_url=smtp_url, webhook_url=webhook_url, webhook_secret="shh"), now=datetime(2026, 6, 28, 12))
