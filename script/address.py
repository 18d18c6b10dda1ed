"""Says whether the wanted address is free: prints `free`, `ours ADDRESS` or `taken`. Standard library only.

Usage: python address.py HOST PORT
"""

import json
import socket
import sys
import urllib.error
import urllib.request


def state(host: str, port: int) -> str:
    """Whether a server could listen on `host`:`port` now, and if not, whether a mall answers there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            pass
        else:
            return "free"
    near = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 - compared
    address = f"http://{near}:{port}"
    try:
        request = urllib.request.Request(f"{address}/api/v1/health")  # noqa: S310 - always http, see above
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=2) as answer:
            health = json.load(answer)
    except (OSError, ValueError):
        return "taken"
    return f"ours {address}" if isinstance(health, dict) and {"status", "seq"} <= health.keys() else "taken"


if __name__ == "__main__":
    print(state(sys.argv[1], int(sys.argv[2])))
