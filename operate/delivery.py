"""Hand a message to what the operator named: a command, a mail address, a web hook. It is plain text and JSON."""

import json
import smtplib
import subprocess
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import Any

SECONDS = 20
"""A receiver that takes longer has failed (reliability notes 5.4)."""


@dataclass(frozen=True)
class Message:
    """Something that a person should see."""

    subject: str
    text: str
    data: Mapping[str, Any]
    """The same for a program: JSON values only."""


@dataclass(frozen=True)
class Mail:
    """How mail leaves the house; `[mail]` in ocop.toml."""

    server: str = "localhost"
    port: int = 25
    sender: str = ""
    starttls: bool = False
    user: str = ""
    password_file: str = ""
    """A file that holds the password alone, so that ocop.toml can be shown to anybody."""


@dataclass(frozen=True)
class Receiver:
    """Where messages go; any of the three may be empty."""

    command: Sequence[str] = ()
    """Program and arguments; run without a shell and without our environment, the message as JSON on its input."""
    email: str = ""
    webhook: str = ""

    def named(self) -> bool:
        return bool(self.command or self.email or self.webhook)


def deliver(receiver: Receiver, message: Message, mail: Mail) -> list[str]:
    """Try every way that the receiver names; what failed, one sentence each (empty: all arrived)."""
    failures = []
    if receiver.command:
        failures.append(_by_command(receiver.command, message))
    if receiver.email:
        failures.append(_by_mail(receiver.email, message, mail))
    if receiver.webhook:
        failures.append(_by_webhook(receiver.webhook, message))
    return [failure for failure in failures if failure]


def _body(message: Message) -> bytes:
    said = {"subject": message.subject, "text": message.text, **message.data}
    return json.dumps(said, ensure_ascii=False).encode()


def _by_command(command: Sequence[str], message: Message) -> str:
    try:
        done = subprocess.run(
            list(command), input=_body(message), env={}, timeout=SECONDS, check=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{command[0]}: {error}"
    return f"{command[0]}: exit code {done.returncode}" if done.returncode else ""


def _by_mail(address: str, message: Message, mail: Mail) -> str:
    letter = EmailMessage()
    letter["Subject"] = " ".join(message.subject.split())
    letter["From"], letter["To"] = mail.sender or address, address
    letter["Date"], letter["Message-ID"] = formatdate(localtime=True), make_msgid()
    letter.set_content(message.text)
    try:
        with smtplib.SMTP(mail.server, mail.port, timeout=SECONDS) as server:
            if mail.starttls:
                server.starttls()
            if mail.user:
                server.login(mail.user, Path(mail.password_file).read_text(encoding="utf-8").strip())
            server.send_message(letter)
    except (OSError, smtplib.SMTPException) as error:
        return f"mail to {address} by {mail.server}:{mail.port}: {error}"
    return ""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """A hook is an address that the operator wrote down; where it points elsewhere he should know."""


_OPENER = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))


def ping(url: str) -> str:
    """Ask for an address, as a sign of life; why that failed, or nothing."""
    try:
        with _OPENER.open(urllib.request.Request(url), timeout=SECONDS):
            return ""
    except (OSError, urllib.error.HTTPError, ValueError) as error:
        return f"{url}: {error}"


def _by_webhook(url: str, message: Message) -> str:
    if not url.startswith(("https://", "http://")):
        return f"{url}: no web address"
    headers = {"Content-Type": "application/json; charset=utf-8"}
    try:
        with _OPENER.open(urllib.request.Request(url, _body(message), headers), timeout=SECONDS):
            return ""
    except (OSError, urllib.error.HTTPError, ValueError) as error:
        return f"{url}: {error}"
