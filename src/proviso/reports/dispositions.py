"""The certificate of what was destroyed or transferred: for print, for the archive, for a spreadsheet (R-079)."""

from __future__ import annotations

import csv
import io
from zoneinfo import ZoneInfo

from proviso.model import Disposition

from .typesetting import Attachment, pdf

HEADS = ("text", "kind", "digest", "kept_on", "due_on")
_VERBS = {"destroy": "destroyed", "transfer": "transferred to the archive and destroyed here"}


def list_csv(one: Disposition) -> bytes:
    """One line a text; none of it was typed by people."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADS)
    writer.writerows((i.transcript_id, i.kind.value, i.digest, i.kept_on, i.due_on) for i in one.items)
    return out.getvalue().encode()


def certificate(
    one: Disposition, agency: str, names: tuple[str, str], listed: str, receipt: bytes, zone: ZoneInfo
) -> bytes:
    """The certificate as PDF/A. `names` are of who proposed and who confirmed; `listed` is what the ledger has the hash
    of, and with the ledger's receipt it is attached."""
    if one.confirmed_at is None:
        raise ValueError("A certificate is of what was confirmed.")
    count = "1 text" if len(one.items) == 1 else f"{len(one.items):,} texts"
    were = "was" if len(one.items) == 1 else "were"
    facts = [
        ("Certificate", f"{one.id[:4]}-{one.id[4:]}"),
        ("Class", one.title),
        ("Schedule", one.schedule),
        ("Rules in force", one.pack),
        ("Proposed by", f"{names[0]}, {one.proposed_at.astimezone(zone):%Y-%m-%d %H:%M %Z}"),
        ("Confirmed by", f"{names[1]}, {one.confirmed_at.astimezone(zone):%Y-%m-%d %H:%M %Z}"),
        ("Entry of the ledger", f"{one.entry:,}" if one.entry is not None else "none"),
        *(
            (("In the archive as", one.accession), ("SHA-256 of the package", one.package_sha256))
            if one.accession
            else ()
        ),
    ]
    data = {
        "agency": agency,
        "facts": facts,
        "sentence": f"{count} {were} {_VERBS[one.fate]}, each with its own key. What stays is this list of digests.",
        "rows": [[i.transcript_id, i.kind.value, str(i.kept_on), str(i.due_on), i.digest] for i in one.items],
        "check": "The list is attached as list.txt. Its SHA-256 stands in the entry of the ledger, and receipt.json "
        "proves that entry: proviso receipt verify receipt.json, with the key of the agency.",
    }
    return pdf(
        "disposition",
        data,
        title="Certificate of transfer" if one.fate == "transfer" else "Certificate of destruction",
        at=one.confirmed_at,
        attachments=(
            Attachment(
                name="list.txt",
                content=listed.encode(),
                media_type="text/plain",
                description="What was destroyed: code, kind, digest, days. The ledger has its hash.",
            ),
            Attachment(
                name="receipt.json",
                content=receipt,
                media_type="application/json",
                description="The receipt of the entry in the ledger",
            ),
        ),
    )
