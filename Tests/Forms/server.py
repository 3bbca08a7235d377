"""A local web server for a folder, as a reader's browser would meet one for the first time."""
import contextlib
import functools
import http.server
import sys
import threading


@contextlib.contextmanager
def serving(folder, prefix="/"):
    """Serves a folder under a prefix, `/` or `/proximal/`; gives the address of its index, which ends in a slash.

        with serving("site", prefix="/proximal/") as address:
            page.goto(address + "index.html")

    Every answer may be kept for no longer than it takes to show a page, so that each visit is a first one.
    What lies outside the prefix does not exist.
    """
    handler = functools.partial(_Handler, prefix=prefix, directory=str(folder))
    server = _Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{prefix}"
    finally:
        server.shutdown()
        server.server_close()


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        # A browser that goes on to another page hangs up.
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    extensions_map = {
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm", ".svg": "image/svg+xml",
        ".woff2": "font/woff2", ".json": "application/json", ".html": "text/html; charset=utf-8",
    }

    def __init__(self, *arguments, prefix, **more):
        self.prefix = prefix
        super().__init__(*arguments, **more)

    def send_head(self):
        if not self.path.startswith(self.prefix):
            self.send_error(404, f"only {self.prefix} is served")
            return None
        self.path = "/" + self.path[len(self.prefix):]
        return super().send_head()

    def end_headers(self):
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *arguments):
        pass
