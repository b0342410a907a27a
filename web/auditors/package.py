"""One draw as one archive that anybody checks offline with one command."""

import io
import zipfile
from collections.abc import Mapping
from typing import Final
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath

from expert_pool.roles import Role
from expert_pool.storage.checkpoint_store import newest_note
from selection.overseeing.package import gather_package
from web.services import PageRequest, services_of
from web.visits import visit_of

_THEN: Final = (1980, 1, 1, 0, 0, 0)
COMMAND: Final = (
    "python -m selection verify receipt.json --trust trust.json --replacements replacements.json"
)
PROVEN: Final = f"{COMMAND} --proofs proofs.json"
README: Final = f"""\
一次抽取的完整材料 / One draw, complete
=====================================

核验（脱离本系统，Python 3.11 及以上，先安装 click cryptography py-ecc pydantic rfc8785）：
To check it without the service (Python 3.11 or newer with click, cryptography, py-ecc, pydantic,
rfc8785):

    {COMMAND}

连同日志证明一并核验（须日志已签名；没有可信见证方时，退出码为 4）：
With the proofs from the log (once it is signed; exit code 4 where no known witness saw it):

    {PROVEN}

请用您自己保存的 trust.json 替换本文件中的 trust.json：凭证的可信程度取决于 trust.json 的来源。
Put your own copy of trust.json in place of this one: a receipt is as trustworthy as its source.

receipt.json        审计员凭证：候选范围（假名）、承诺、种子和结果 / the auditor's receipt
replacements.json   更换成员的记录 / the record of replacements
proofs.json         承诺与结果在日志中的证明（如有） / their proofs from the log, if any
commitment.json     承诺文件，其 SHA-256 即承诺值 / what was committed, by its SHA-256
log-entries.jsonl   涉及本申请及其抽取的日志原文和序号 / the log's entries with their places
log-head.json       日志当时的条数和根值 / the log's size and root at that time
checkpoint.txt      最近一次签名的日志检查点（如有） / the newest signed checkpoint, if any
trust.json          本系统的公钥和本次抽取的摘要 / our public key, and this draw's digests

其中没有姓名，但审计员凭证公开全部候选人的假名和条件，请勿外传。
It holds no names; but it opens every candidate's pseudonym and conditions: do not pass it on.
"""


@post("/audit/draws/{draw_id:uuid}/package", name="auditors.package", status_code=200)
async def send_package(request: PageRequest, draw_id: FromPath[UUID]) -> Response[bytes]:
    """Everything about one draw; handing it out is an entry of the log."""
    services = services_of(request)
    actor = visit_of(request).acting_as(Role.AUDITOR)
    await services.sequencer.step()
    async with services.database.transaction() as session:
        keys = services.sequencer.keys
        package = await gather_package(session, services.draw_desk, draw_id, actor, keys.known)
        note = await newest_note(session, keys.origin)
    files = {**package.files, "README.txt": README.encode("utf-8-sig")}
    if note is not None:
        files["checkpoint.txt"] = note.written().encode()
    return Response(
        pack(files),
        media_type="application/zip",
        headers={"content-disposition": f'attachment; filename="draw-{package.name}.zip"'},
    )


def pack(files: Mapping[str, bytes]) -> bytes:
    """The files as an archive; the same files give the same bytes."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, _THEN), files[name], zipfile.ZIP_DEFLATED)
    return sink.getvalue()


ROUTES = (send_package,)
