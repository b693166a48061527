"""No test reaches further than this machine, neither itself nor through a command that it starts."""

import socket
import subprocess
import sys
import urllib.request

import pytest
from pytest_socket import SocketConnectBlockedError

ELSEWHERE = "192.0.2.1"  # TEST-NET-1, RFC 5737: nobody's
FETCH = f"import urllib.request; urllib.request.urlopen('http://{ELSEWHERE}/', timeout=5)"


def test_a_test_cannot_connect_elsewhere() -> None:
    with (
        socket.socket() as plug,
        pytest.warns(UserWarning, match=ELSEWHERE),  # it warns, then raises
        pytest.raises(SocketConnectBlockedError, match=ELSEWHERE),
    ):
        plug.connect((ELSEWHERE, 80))


def test_a_test_can_connect_to_a_server_of_its_own() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as plug:
        plug.connect(server.getsockname())

        assert plug.getpeername() == server.getsockname()


def test_a_command_cannot_fetch_from_elsewhere() -> None:
    result = subprocess.run([sys.executable, "-c", FETCH], capture_output=True, text=True, check=False)

    assert "Connection refused" in result.stderr


def test_a_command_goes_straight_to_a_server_on_loopback() -> None:
    assert urllib.request.proxy_bypass("127.0.0.1")
