"""The streaming program: one process beside the web server that holds connections open.

`python -m squares.streaming --port 8001`, or one of `townsquares.programs`. It speaks HTTP and
WebSocket itself, on nothing but the standard library's event loop (docs/decisions/0020).
"""

import asyncio
import gc
import logging
import signal

from django.conf import settings

from squares.streaming.bounds import raise_files
from squares.streaming.hub import Hub
from squares.streaming.listener import Listener

log = logging.getLogger(__name__)

BACKLOG = 4_096


async def open_house(host: str, port: int) -> tuple[Hub, asyncio.Server]:
    """Begin to answer and to listen; port 0 takes a free one."""
    hub = Hub(settings.REDIS_URL)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Listener(hub), host, port, backlog=BACKLOG)
    hub.start()
    return hub, server


async def close_house(hub: Hub, server: asyncio.Server) -> None:
    """Take nobody in any more, and let everybody go."""
    server.close()
    await hub.stop()


async def serve(host: str, port: int) -> None:
    """Answer until the process is asked to stop; then let everybody go in good form."""
    raise_files()
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signum, stop.set)
    hub, server = await open_house(host, port)
    # What is loaded now stays: the collector need not look through it ever again.
    gc.collect()
    gc.freeze()
    log.info("streaming on %s:%s", host, port)
    await stop.wait()
    await close_house(hub, server)
