"""Short words for tests about talking: say something, tie people, make a picture."""

import io
import subprocess
import tempfile
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from PIL import Image

from squares.members.models import Member
from squares.posts.actions.publish import Draft, publish_post
from squares.posts.models.post import Post
from squares.relationships.models import Block, Follow, Mute

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
_told = [0]


def begin_anew() -> None:
    """Set the clock of what is said back to noon."""
    _told[0] = 0


def say(by: Member, text: str = "Good morning.", **draft: object) -> Post:
    """Publish a post, each one a minute after the one before."""
    _told[0] += 1
    at = NOON + timedelta(minutes=_told[0])
    return publish_post(by=by, draft=Draft(text=text, **draft), at=at)


def follow(source: Member, target: Member, *, accepted: bool = True) -> Follow:
    return Follow.objects.create(source=source, target=target, accepted=accepted, at=NOON)


def block(source: Member, target: Member) -> Block:
    return Block.objects.create(source=source, target=target, at=NOON)


def mute(source: Member, target: Member, until: datetime | None = None) -> Mute:
    return Mute.objects.create(source=source, target=target, until=until, at=NOON)


def state(member: Member, to: str) -> None:
    Member.objects.filter(pk=member.pk).update(state=to)
    member.state = to


def picture(size: tuple[int, int] = (64, 48), kind: str = "PNG", **options: object) -> io.BytesIO:
    """Return the bytes of a picture, as a file."""
    image = Image.radial_gradient("L").resize(size).convert("RGB")
    file = io.BytesIO()
    image.save(file, kind, **options)
    file.seek(0)
    file.name = f"picture.{kind.lower()}"
    return file


def film(
    ending: str = "mp4",
    *,
    seconds: float = 1,
    size: str = "64x48",
    sound: bool = True,
    rate: int = 25,
) -> io.BytesIO:
    """Return the bytes of a film, or of a recording for an ending such as "mp3", as a file."""
    file = io.BytesIO(_filmed(ending, seconds, size, sound, rate))
    file.name = f"film.{ending}"
    return file


@lru_cache(maxsize=40)
def _filmed(ending: str, seconds: float, size: str, sound: bool, rate: int) -> bytes:
    seen = ending in {"mp4", "mov", "webm", "gif", "mkv"}
    how = ["ffmpeg", "-nostdin", "-loglevel", "error", "-y"]
    if seen:
        how += ["-f", "lavfi", "-i", f"testsrc2=size={size}:rate={rate}:duration={seconds}"]
    if sound and ending != "gif":
        how += ["-f", "lavfi", "-i", f"sine=duration={seconds}"]
    how += ["-metadata", "title=SecretTitle", "-metadata", "location=+52.5+013.4/"]
    if ending in {"mp4", "mov"} and seen:
        how += ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv444p"]
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"film.{ending}"
        subprocess.run([*how, str(target)], check=True)
        return target.read_bytes()
