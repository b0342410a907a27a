"""Certificate files: checked by content, cleaned, previewed, stored encrypted."""

from web.uploads.certificates import (
    CheckedFile,
    FileType,
    UploadLimits,
    check_certificate,
    check_room,
)
from web.uploads.storing import EncryptedDirectory, FileStore

__all__ = [
    "CheckedFile",
    "EncryptedDirectory",
    "FileStore",
    "FileType",
    "UploadLimits",
    "check_certificate",
    "check_room",
]
