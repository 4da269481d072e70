#!/usr/bin/env python3
"""Records what real SDKs send as seeds of the fuzz targets: fuzz/record_corpus.py BUILD_FOLDER

It runs the senders of tests/otel against a server that answers as a collector does and writes each
request to fuzz/corpus/: whole for http_fuzz, its body for the decoders. Needs what `tools/setup test` gets
and the target otel_go_sender.
"""

import json
import socket
import subprocess
import sys
import threading
import zlib
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent
EVENT = {
    "ts": 1658231825280, "executionID": "2f75d020-684e-4224-9013-35e95e1b7721",
    "projectID": "b4c2d019070529344a6967d8c73d578101c6554fcdcae3d00bb93a9692523cb1",
    "command": "werf converge", "attributes": {"arch": "amd64", "os": "linux", "version": "dev"},
    "eventType": "CommandStarted",
    "eventData": {"commandOptions": [{"name": "repo", "asCli": False, "asEnv": False, "count": 0}]},
    "schemaVersion": 1,
}


def receive_one(listener, received):
    """Takes one request, with a length or in chunks, and answers it."""
    connection, _ = listener.accept()
    request = b""
    while not is_whole(request):
        request += connection.recv(65536)
    kind = b"json" if b"application/json" in request else b"x-protobuf"
    body = b"{}" if kind == b"json" else b""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/%s\r\nContent-Length: %d\r\n\r\n%s"
                       % (kind, len(body), body))
    received.append(request)
    connection.close()


def is_whole(request):
    head, separator, body = request.partition(b"\r\n\r\n")
    if not separator:
        return False
    length = header(head, b"content-length")
    return len(body) >= int(length) if length else body.endswith(b"0\r\n\r\n")


def header(head, name):
    for line in head.split(b"\r\n")[1:]:
        key, _, value = line.partition(b":")
        if key.lower() == name:
            return value.strip()
    return None


def body_of(request):
    head, _, body = request.partition(b"\r\n\r\n")
    if header(head, b"content-length"):
        return body
    plain = b""
    while body:
        size, _, body = body.partition(b"\r\n")
        plain += body[:int(size, 16)]
        body = body[int(size, 16) + 2:]
    return plain


def write(target, name, content):
    folder = SOURCE / "fuzz/corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)


def record(language, command, encoding, compression):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        received = []
        server = threading.Thread(target=receive_one, args=(listener, received))
        server.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1/traces"
        subprocess.run(command + [encoding, compression, url], input=json.dumps([EVENT]).encode(),
                       check=True)
        server.join()
    name = f"{language}_{encoding}_{compression}"
    write("http_fuzz", name, b"\x80" + received[0])
    body = body_of(received[0])
    if compression == "gzip":
        write("gzip_fuzz", name, body)
        body = zlib.decompress(body, 31)
    write(f"otlp_{encoding}_fuzz", f"{language}_{compression}", body)


def main():
    otel = SOURCE / "tests/otel"
    senders = {
        "javascript": ["node", str(otel / "send_events.mjs")],
        "python": [str(SOURCE / "build/python/bin/python"), str(otel / "send_events.py")],
        "go": [str(Path(sys.argv[1]) / "tests/otel/go_sender")],
    }
    for language, command in senders.items():
        for encoding in ("protobuf", "json") if language == "javascript" else ("protobuf",):
            for compression in ("none", "gzip"):
                record(language, command, encoding, compression)


if __name__ == "__main__":
    main()
