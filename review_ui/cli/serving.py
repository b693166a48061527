"""`candor serve` and `candor demo`: the web server on this machine, and the workspace to try it with."""

import errno
import ipaddress
import socket
from contextlib import closing

import click

from matching.errors import InputError, RunError
from review_ui.cli.call import Call, Verb
from review_ui.cli.progress import progress_bars

DEFAULT_HOST, DEFAULT_PORT = "127.0.0.1", 8000

host_option = click.option("--host", default=DEFAULT_HOST, show_default=True, help="Address to listen on.")
port_option = click.option("--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(0, 65535))


@click.command(cls=Verb)
@host_option
@port_option
@click.pass_obj
def serve(call: Call, host: str, port: int) -> None:
    """Serve the pages and the JSON API. Refuses a non-loopback host while demo accounts exist."""
    serve_workspace(call, host, port)


@click.command(cls=Verb)
@click.option("--no-serve", is_flag=True, help="Build the workspace and stop.")
@click.option(
    "--size", default=2_000, show_default=True, type=click.IntRange(20, 200_000), help="How many people."
)
@click.option("--seed", default=7, show_default=True, type=click.IntRange(0, 2**31 - 1))
@host_option
@port_option
@click.pass_obj
def demo(call: Call, no_serve: bool, size: int, seed: int, host: str, port: int) -> None:
    """Build a workspace with a simulated marketplace, accounts and history; train; serve."""
    from review_ui.demo import build_demo

    with progress_bars() as progress:
        summary = build_demo(call.workspace, size=size, seed=seed, progress=progress)
    call.result(str(summary))
    if not no_serve:
        serve_workspace(call, host, port)


def serve_workspace(call: Call, host: str, port: int) -> None:
    """Bind first, so that a port in use is a plain message; then say the address and serve until stopped."""
    _refuse_exposed_demo(call, host)
    with closing(_bound(host, port)) as listener:
        import uvicorn

        from review_ui.retention import purge
        from review_ui.web.app import create_app

        gone = purge(call.workspace)
        if any(one.goes for one in gone.sources) or gone.removed:
            call.say(gone.in_words())
        app = create_app(call.workspace)
        call.result(f"Candor is at http://{_in_url(host)}:{listener.getsockname()[1]}/  (Ctrl+C stops it)")
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
        uvicorn.Server(config).run(sockets=[listener])


def _refuse_exposed_demo(call: Call, host: str) -> None:
    from governance.accounts import has_demo_accounts

    database = call.existing.database
    if not is_loopback(host) and has_demo_accounts(database):
        raise InputError(
            f"expected a loopback host while demo accounts exist, found {host}",
            hint="demo passwords are public: serve on 127.0.0.1, or disable the demo accounts first",
        )


def is_loopback(host: str) -> bool:
    """Whether every address the host stands for is this machine alone."""
    try:
        found = {item[4][0] for item in socket.getaddrinfo(host, None)}
    except OSError:
        return False
    return bool(found) and all(
        ipaddress.ip_address(str(address).split("%")[0]).is_loopback for address in found
    )


def _bound(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=_family(host), backlog=128)
    except socket.gaierror:
        raise InputError(f"expected a host of this machine, found {host!r}") from None
    except OSError as error:
        why = (
            "another program listens there"
            if error.errno == errno.EADDRINUSE
            else (error.strerror or str(error))
        )
        raise RunError(f"cannot listen on {host}:{port}: {why}", hint="choose another with --port") from None


def _family(host: str) -> socket.AddressFamily:
    return socket.getaddrinfo(host, None)[0][0]


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
