"""A foreign receiver of webhooks: the official libraries of Standard Webhooks and CloudEvents, unmodified, say whether
what Instand sends is what they expect. Answers 500 to the first message, so that it has to be sent again.

usage: webhooks_receiver.py PORT SECRETS_FILE LOG   (SECRETS_FILE: one whsec_ secret a line, each must verify)
"""

import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

from cloudevents.core.bindings.http import HTTPMessage, from_http_event
from standardwebhooks.webhooks import Webhook

port, secrets_file, log = int(sys.argv[1]), sys.argv[2], sys.argv[3]
seen: list[str] = []


def say(line: str) -> None:
    with open(log, "a", encoding="utf-8") as out:
        out.write(line + "\n")


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:  # noqa: N802, the name is the library's
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            with open(secrets_file, encoding="utf-8") as secrets:
                for secret in secrets.read().split():
                    Webhook(secret).verify(body, headers)
            try:
                Webhook("whsec_" + "A" * 44).verify(body, headers)
                raise AssertionError("a foreign secret verifies, too")
            except AssertionError:
                raise
            except Exception:  # noqa: BLE001, the library's own error is what is wanted
                pass
            event = from_http_event(HTTPMessage(headers=headers, body=body))
            assert event.get_specversion() == "1.0", event.get_specversion()
            assert event.get_id() == headers["webhook-id"], event.get_id()
            assert event.get_type().startswith("instand."), event.get_type()
            assert event.get_time() is not None and event.get_subject() and event.get_source()
            assert isinstance(event.get_data(), dict), event.get_data()
        except Exception as error:  # noqa: BLE001, whatever it is must be seen
            say(f"FAIL {type(error).__name__}: {error}")
            self.send_response(400)
            self.end_headers()
            return
        again = "again " if event.get_id() in seen else ""
        first = not seen
        seen.append(event.get_id())
        say(f"ok   {again}{event.get_type()} {event.get_id()} {event.get_subject()}")
        self.send_response(500 if first else 204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


HTTPServer(("127.0.0.1", port), Receiver).serve_forever()
