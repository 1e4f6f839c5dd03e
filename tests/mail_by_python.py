#!/usr/bin/env python3
"""Prints what Python's `email` says of each message in a folder: a line of JSON with path, subject, date, senders and id.

    python3 tests/mail_by_python.py FOLDER

It is run by a test of the crate (`mail_corpus`), which holds its own reading to it.
"""

import email
import email.policy
import email.utils
import json
import sys
from pathlib import Path


def squeezed(text):
    return " ".join(str(text).split())


def told(path):
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    fields = {}
    for name, field in [("subject", "Subject"), ("id", "Message-ID")]:
        try:
            fields[name] = squeezed(message[field] or "").strip("<>")
        except Exception:  # It raises what it likes on damaged fields.
            fields[name] = None
    try:
        fields["senders"] = [squeezed(sender.display_name) for sender in message["From"].addresses]
    except Exception:
        fields["senders"] = None
    try:
        fields["date"] = int(message["Date"].datetime.timestamp())
    except Exception:
        fields["date"] = None
    return fields


for path in sorted(Path(sys.argv[1]).rglob("*")):
    if path.is_file():
        print(json.dumps({"path": str(path), **told(path)}))
