"""Serves a workspace's pages on a free port of this machine while somebody looks at them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from review_ui.bootstrap import Workspace
from review_ui.web.app import create_app


@contextmanager
def served(workspace: Workspace) -> Iterator[str]:
    """The address, for as long as the block runs."""
    config = uvicorn.Config(
        create_app(workspace), host="127.0.0.1", port=0, log_level="warning", lifespan="off"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server stopped before it listened"
        thread.join(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
