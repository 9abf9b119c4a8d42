"""Damaged files, plain and encrypted: none opens with wrong contents, each is refused in a sentence."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random

from planner.domain.errors import KnownError
from planner.domain.ids import new_id
from planner.domain.records.plan import Plan, Setting
from planner.paths import state_dir
from planner.storage import opener, passphrase
from tests.reliability.children import state_in
from tests.reliability.figures import Figure
from tests.storage.plans import plan_bytes

_PAGE = 4_096
_HEADER = 100
_SALT = 16
_PHRASE = "correct horse battery staple"
_NOUGHT = ("silently wrong", "crashes", "files written to", "copies left")


def one_byte(content: bytearray, chance: Random) -> None:
    """Flip some bits of one byte."""
    content[chance.randrange(len(content))] ^= chance.randrange(1, 256)


def sixteen_bytes(content: bytearray, chance: Random) -> None:
    """Overwrite sixteen bytes."""
    at = chance.randrange(len(content) - 16)
    content[at : at + 16] = bytes(byte ^ chance.randrange(1, 256) for byte in content[at : at + 16])


def cut(content: bytearray, chance: Random) -> None:
    """Cut the end off, at a page or anywhere."""
    length = chance.randrange(len(content))
    del content[length - length % _PAGE if chance.random() < 0.5 else length :]


def zeroed_page(content: bytearray, chance: Random) -> None:
    """Fill a page with noughts that was not empty."""
    pages = [at for at in range(0, len(content), _PAGE) if any(content[at : at + _PAGE])]
    at = chance.choice(pages)
    content[at : at + _PAGE] = bytes(_PAGE)


def header(content: bytearray, chance: Random) -> None:
    """Flip some bits within the first hundred bytes."""
    content[chance.randrange(_HEADER)] ^= chance.randrange(1, 256)


DAMAGES: dict[str, Callable[[bytearray, Random], None]] = {
    "1 byte": one_byte,
    "16 bytes": sixteen_bytes,
    "cut": cut,
    "zeroed page": zeroed_page,
    "header": header,
}


def damage_figures(count: int, seed: int) -> list[Figure]:
    """Damage count files, half of them encrypted, every way in turn."""
    each = max(1, count // (2 * len(DAMAGES)))
    with tempfile.TemporaryDirectory(prefix="damage") as name, state_in(Path(name) / "state"):
        folder = Path(name) / "shared"
        folder.mkdir()
        key = passphrase.new_key(_PHRASE)
        sound = {"plain": (plan_bytes(), None), "encrypted": (_encrypted(folder, key), key)}
        return [
            _figure(f"{kind} files with {way}", folder, content, secret, way, each, seed)
            for kind, (content, secret) in sound.items()
            for way in DAMAGES
        ]


def _encrypted(folder: Path, key: str) -> bytes:
    path = folder / "secret.wardplan"
    rows = [Setting(id=f"s{n}", value=f"value {n} " * 20) for n in range(400)]
    made = opener.make_shared(
        path, state_dir(), Plan(id=new_id(), title="Secret"), rows, label="New", author="A", key=key
    )
    made.close()
    content = path.read_bytes()
    path.unlink()
    return content


def _figure(
    what: str, folder: Path, content: bytes, key: str | None, way: str, count: int, seed: int
) -> Figure:
    chance = Random(f"{seed} {what}")
    figure = Figure(what, must_be_nought=_NOUGHT)
    path = folder / "damaged.wardplan"
    for number in range(count):
        damaged = bytearray(content)
        DAMAGES[way](damaged, chance)
        path.write_bytes(damaged)
        figure.count += 1
        try:
            same_salt = damaged[:_SALT] == content[:_SALT]
            used = key if key is None or same_salt else passphrase.key_of(path, _PHRASE)
            opened = opener.open_shared(path, state_dir(), author="A", key=used)
            opened.shared.close()
            figure.miss("silently wrong", f"{way} {number}")
        except KnownError:
            figure.told["refused"] += 1
        except Exception as error:  # whatever else comes is what is counted here
            figure.miss("crashes", f"{number}: {type(error).__name__}: {error}")
        if path.read_bytes() != damaged or len(list(folder.iterdir())) > 1:
            figure.miss("files written to", str(number))
    if list((state_dir() / "copies").glob("*/*/*.wardplan")):
        figure.miss("copies left", what)
    return figure
