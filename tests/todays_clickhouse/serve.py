"""Today's ClickHouse, as the package chdb has it, behind as much of ClickHouse's HTTP as overt uses.

serve.py PORT: says that it is there, and serves at that port of 127.0.0.1 until its stdin ends."""

import gzip
import http.server
import os
import sys
import tempfile
import threading
import urllib.parse

import chdb.session

# What is said to the HTTP interface, and what a session could not take back.
NO_SETTINGS = {"database", "query", "default_format", "wait_end_of_query", "enable_http_compression",
               "readonly"}


class Engine:
    """One session for all requests, one after the other."""

    def __init__(self, folder):
        self.session = chdb.session.Session(os.path.join(folder, "data"))
        self.rows = os.path.join(folder, "rows")
        self.lock = threading.Lock()

    def run(self, parameters, body):
        settings = [name for name in parameters if name not in NO_SETTINGS]
        with self.lock:
            if "database" in parameters:
                self.session.query("USE " + parameters["database"])
            for name in settings:
                self.session.query(f"SET {name} = '{parameters[name]}'")
            try:
                return self.answer(parameters, body)
            finally:
                for name in settings:
                    self.session.query(f"SET {name} = DEFAULT")

    def answer(self, parameters, body):
        if "query" not in parameters:
            return self.session.query(body.decode(), parameters["default_format"]).bytes()
        with open(self.rows, "wb") as file:
            file.write(body)
        insert, row_format = parameters["query"].rsplit(" FORMAT ", 1)
        self.session.query(f"{insert} FROM INFILE '{self.rows}' FORMAT {row_format}")
        return b""


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        pairs = urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query)
        try:
            answer = self.server.engine.run({"default_format": "TabSeparated", **dict(pairs)}, body)
            self.reply(200, answer)
        except RuntimeError as error:
            print(error, body[:3000], file=sys.stderr)
            self.reply(500, str(error).encode())

    def reply(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def main():
    with tempfile.TemporaryDirectory() as folder:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
        server.daemon_threads = True
        server.engine = Engine(folder)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print("there", flush=True)
        sys.stdin.read()
        server.shutdown()


main()
