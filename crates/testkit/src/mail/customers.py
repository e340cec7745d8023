"""The customers' side: an SMTP server that keeps what it accepts, and answers by the recipient's local part.

    unknown*  550, nobody of that name     full*     552, mailbox full
    later*    451 always                   grey*     451 the first time, then accepted
    spam*     554 after the mail was sent  many*     accepted, while the session's number of mails lasts
    vanish*   keeps the mail and hangs up without an answer
    dropped*  hangs up without an answer and without the mail

Arguments: port, folder, most mails in a session (0: any number), how (open, starttls, tls), user, password.
Keeps NNNNN.eml and NNNNN.txt (envelope, one line).
"""

import pathlib
import ssl
import sys
import threading

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

PORT, FOLDER, MOST = int(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3])
HOW, USER, PASSWORD = sys.argv[4:7]


class Customers:
    def __init__(self):
        self.kept = 0
        self.sessions = 0
        self.known = set()

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        self.sessions += 1
        (FOLDER / "sessions").write_text(str(self.sessions))
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        sent = getattr(session, "mails", 0)
        if MOST and sent >= MOST:
            return "452 4.5.3 Too many recipients: Too many messages sent"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        local = address.split("@")[0].lower()
        if local.startswith("unknown"):
            return "550 5.1.1 No such user here"
        if local.startswith("full"):
            return "552 5.2.2 Mailbox full"
        if local.startswith("later"):
            return "451 4.7.1 Try again later"
        if local.startswith("grey") and (envelope.mail_from, address) not in self.known:
            self.known.add((envelope.mail_from, address))
            return "451 4.7.1 Greylisted, please try again"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        session.mails = getattr(session, "mails", 0) + 1
        local = envelope.rcpt_tos[0].split("@")[0].lower()
        if local.startswith("spam"):
            return "554 5.7.1 We do not like this mail"
        if not local.startswith("dropped"):
            self.kept += 1
            name = f"{self.kept:05}"
            (FOLDER / f"{name}.eml").write_bytes(envelope.original_content)
            line = " ".join([envelope.mail_from or "<>", *envelope.rcpt_tos])
            (FOLDER / f"{name}.part").write_text(line)
            (FOLDER / f"{name}.part").rename(FOLDER / f"{name}.txt")
        if local.startswith(("vanish", "dropped")):
            server.transport.abort()
        return f"250 2.0.0 Kept as {self.kept}"


def sign_in(server, session, envelope, mechanism, data):
    good = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=good, handled=False)


options = {"hostname": "127.0.0.1", "port": PORT, "server_hostname": "mx.customers.example"}
if HOW != "open":
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(FOLDER / "server.pem", FOLDER / "server.key")
    options.update(authenticator=sign_in, auth_required=True)
    if HOW == "tls":
        # It looks for TLS that was asked for only.
        options.update(ssl_context=context, auth_require_tls=False)
    else:
        options.update(tls_context=context, require_starttls=True)
Controller(Customers(), **options).start()
threading.Event().wait()
