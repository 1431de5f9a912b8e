"""The portal's service: it tells that it is there, where it runs, and whether it reaches its database.

Only Python's standard library is needed, so that an instance starts without downloading anything.
"""

import json
import os
import socket
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PORT = 8080
TIMEOUT_SECONDS = 2


def reaches(host: str, port: int) -> bool:
    """Tell whether something accepts connections there.

    Args:
        host: Name of the host.
        port: Its port.
    """
    try:
        with socket.create_connection((host, port), timeout=TIMEOUT_SECONDS):
            return True
    except OSError:
        return False


def health() -> dict[str, str]:
    """Tell that the service is there; what it depends on is not asked, or all instances would be replaced at once."""
    return {"status": "ok"}


def status() -> dict[str, str]:
    """Tell which instance of which environment answers, and whether it reaches the database."""
    database = reaches(os.environ["PORTAL_DATABASE_HOST"], int(os.environ["PORTAL_DATABASE_PORT"]))
    return {
        "environment": os.environ["PORTAL_ENVIRONMENT"],
        "instance": socket.gethostname(),
        "database": "reachable" if database else "unreachable",
    }


ANSWERS = {"/health": health, "/api/status": status}


class Handler(BaseHTTPRequestHandler):
    """Answers GET requests with JSON."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer a request, or tell that there is no such path."""
        answer = ANSWERS.get(self.path.partition("?")[0])
        self.answer(HTTPStatus.OK, answer()) if answer else self.answer(HTTPStatus.NOT_FOUND, {"error": "not found"})

    def answer(self, code: HTTPStatus, content: dict[str, str]) -> None:
        """Send an answer that nobody keeps.

        Args:
            code: Its status.
            content: What it tells.
        """
        body = json.dumps(content).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    ThreadingHTTPServer(("", PORT), Handler).serve_forever()
