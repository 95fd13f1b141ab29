"""A real mail server (aiosmtpd) on loopback for one test.

server.py plain | starttls CERT KEY | tls CERT KEY

Prints its port, then one line of JSON for each mail, read by Python's own mail parser. With a
certificate it demands the user "tanto" and the password "p@ss:word%". Ends when its standard input does.
"""

import asyncio
import email
import email.policy
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


def tell(what):
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


class Handler:
    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
        tell(
            {
                "connection": session.peer[1],
                "encrypted": server.transport.get_extra_info("ssl_object") is not None,
                "signed_in": bool(session.authenticated),
                "sender": envelope.mail_from,
                "recipients": envelope.rcpt_tos,
                "ascii": envelope.original_content.isascii(),
                "from_name": message["From"].addresses[0].display_name,
                "from": message["From"].addresses[0].addr_spec,
                "to": [address.addr_spec for address in message["To"].addresses],
                "subject": message["Subject"],
                "date": message["Date"].datetime.isoformat(),
                "message_id": message["Message-ID"],
                "auto_submitted": message["Auto-Submitted"],
                "content_type": message["Content-Type"],
                "text": message.get_content(),
                "defects": [str(defect) for defect in message.defects],
            }
        )
        return "250 taken"


def check(server, session, envelope, mechanism, data):
    known = (data.login, data.password) == (b"tanto", b"p@ss:word%")
    # Not handled: the answer is the library's.
    return AuthResult(success=known, handled=False)


async def main():
    mode = sys.argv[1]
    context = None
    options = {}
    if mode != "plain":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[2], sys.argv[3])
        options = {"authenticator": check, "auth_required": True, "auth_require_tls": mode == "starttls"}
    if mode == "starttls":
        options |= {"tls_context": context, "require_starttls": True}
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(Handler(), hostname="test", **options),
        "127.0.0.1",
        0,
        ssl=context if mode == "tls" else None,
    )
    tell({"port": server.sockets[0].getsockname()[1]})
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


asyncio.run(main())
