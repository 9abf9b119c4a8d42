"""Looking for words in everything on the disk: raw bytes, names, and encrypted pages one by one.

An encrypted database is read as whoever has its key could: every page of it, of its write-ahead log and of
its journal is decrypted, also pages that no row uses. Layout: SQLCipher 4, AES-256-CBC, 4096 bytes a page of
which the last 80 hold the IV and a checksum; the first page begins with 16 bytes of salt.
"""

import ctypes
import ctypes.util
from collections.abc import Iterable, Iterator
from pathlib import Path

_PAGE, _RESERVED, _IV, _SALT = 4096, 80, 16, 16
_WAL_HEAD, _FRAME_HEAD = 32, 24
_JOURNAL_MAGIC = bytes.fromhex("d9d505f920a163d7")
_WAL_MAGIC = (bytes.fromhex("377f0682"), bytes.fromhex("377f0683"))
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")


def traces(folders: Iterable[Path], words: Iterable[str], keys: Iterable[str | None] = ()) -> list[str]:
    """Return where words stand below some folders: "state/x/plan.wardplan: Quagmire (utf-8)".

    keys: raw keys to read encrypted files with, besides their bytes as they are.
    """
    wanted = [(word, encoding, word.encode(encoding)) for word in words for encoding in _ENCODINGS]
    known = [key for key in dict.fromkeys(keys) if key is not None]
    found = []
    for path in files_below(folders):
        where = "/".join(path.parts[-3:])
        found += [f"the name {where}" for word in {w for w, _, _ in wanted} if word in path.name]
        if not path.is_file():
            continue
        data = path.read_bytes()
        readings = [("", data), *((", decrypted", decrypted(data, key)) for key in known)]
        for how, reading in readings:
            found += [f"{where}: {w} ({e}{how})" for w, e, raw in wanted if raw in reading]
    return found


def files_below(folders: Iterable[Path]) -> Iterator[Path]:
    """Yield everything below some folders, each once."""
    yield from dict.fromkeys(path for folder in folders for path in sorted(folder.rglob("*")))


def decrypted(data: bytes, key: str) -> bytes:
    """Return every page in the bytes of a database, log or journal, decrypted; noise with another key."""
    pages = [page for page in _pages(data) if len(page) == _PAGE]
    # Each IV stands before its page as one more block, so that one pass over all does.
    stream = b"".join(page[-_RESERVED : -_RESERVED + _IV] + page[:-_RESERVED] for page in pages)
    if data[:_SALT].hex() == key[64:]:
        first = pages[0]
        one = first[-_RESERVED : -_RESERVED + _IV] + first[_SALT:-_RESERVED]
        stream = one + stream
    return _aes_256_cbc(stream, bytes.fromhex(key[:64])) if stream else b""


def _pages(data: bytes) -> Iterator[bytes]:
    if data[:4] in _WAL_MAGIC:
        step = _FRAME_HEAD + _PAGE
        for at in range(_WAL_HEAD, len(data) - step + 1, step):
            yield data[at + _FRAME_HEAD : at + step]
    elif data.startswith(_JOURNAL_MAGIC):
        for at in range(512, len(data) - _PAGE - 7, _PAGE + 8):
            yield data[at + 4 : at + 4 + _PAGE]
    else:
        yield from (data[at : at + _PAGE] for at in range(0, len(data), _PAGE))


def _aes_256_cbc(data: bytes, key: bytes) -> bytes:
    """Decrypt without padding, by the system's libcrypto; the first block serves as its own IV."""
    name = ctypes.util.find_library("crypto")
    assert name is not None, "libcrypto is needed to read encrypted pages"
    crypto = ctypes.CDLL(name)
    for function in ("EVP_CIPHER_CTX_new", "EVP_aes_256_cbc"):
        getattr(crypto, function).restype = ctypes.c_void_p
    context = ctypes.c_void_p(crypto.EVP_CIPHER_CTX_new())
    out, size = ctypes.create_string_buffer(len(data) + 32), ctypes.c_int(0)
    try:
        cipher = ctypes.c_void_p(crypto.EVP_aes_256_cbc())
        assert crypto.EVP_DecryptInit_ex(context, cipher, None, key, bytes(16)) == 1
        crypto.EVP_CIPHER_CTX_set_padding(context, 0)
        assert crypto.EVP_DecryptUpdate(context, out, ctypes.byref(size), data, len(data)) == 1
    finally:
        crypto.EVP_CIPHER_CTX_free(context)
    return out.raw[: size.value]
