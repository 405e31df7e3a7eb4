"""A home: captures/, media/, archive.db and what its operator decided (ocop.toml, sources/, decisions/)."""

import difflib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from crawler.errors import Mendable
from crawler.portals.media_policy import Media
from crawler.portals.registry import SHIPPED_SOURCES, Registry, load_registry
from crawler.web_archives import WebArchive
from operate.delivery import Mail
from operate.signals import GRACE_SECONDS
from pipeline.setup import Setup

ROOT = Path(__file__).resolve().parent.parent
SAMPLE_SOURCES = ROOT / "samples" / "sources"

_STRICT = ConfigDict(extra="forbid")


class HomeError(Mendable):
    """The home cannot be used as it is; the message says what to do next."""


@dataclass(frozen=True, config=_STRICT)
class Alerts:
    """Who is told of the health of portals; `[alerts]` in ocop.toml. Any may be empty."""

    command: tuple[str, ...] = ()
    """Program and arguments; it gets one JSON object on its input, no shell, an empty environment, 20 seconds."""
    email: str = ""
    webhook: str = ""
    heartbeat: str = ""
    """An address asked for after every complete run: whoever keeps it alarms when it falls silent."""


@dataclass(frozen=True, config=_STRICT)
class Config:
    """What ocop.toml says."""

    contact: str = ""
    """E-mail or web address by which a portal's administrator reaches the operator; sent in the user agent."""
    sources: tuple[str, ...] = ()
    """Ids that `ocop run` visits; empty: every enabled source of the registry."""
    media: Media = "full"
    visit_every_hours: float = Field(default=20.0, gt=0)
    """A source is due when its last visit is older."""
    adaptive: bool = True
    """Busy portals twice as often, quiet ones a third as often."""
    every_hours: Mapping[str, Annotated[float, Field(gt=0)]] = Field(default_factory=dict)
    """Hours between two visits of single portals, by id."""
    minimum_free_gb: float = Field(default=2.0, ge=0)
    """A run starts only with so much free disk."""
    read_again_per_run: int = Field(default=20_000, ge=1)
    """After an upgrade that reads pages otherwise, `ocop run` reads so many old captures again each time."""
    stop_seconds: float = Field(default=GRACE_SECONDS, gt=0)
    """Asked to end by a signal, a command that has not done so is cut off after so many seconds."""
    web_archive: WebArchive = WebArchive()
    """What `ocop backfill` asks."""
    site: str = ""
    """Public address of the site, for links in messages: `https://ocop.example.org`."""
    mail: Mail = Mail()
    alerts: Alerts = Alerts()


@dataclass(frozen=True)
class Home:
    """A home on disk, read once at start."""

    path: Path
    config: Config
    sources_override: Path | None = None

    @property
    def archive(self) -> Path:
        """The published database."""
        return self.path / "archive.db"

    @property
    def captures(self) -> Path:
        """The evidence."""
        return self.path / "captures"

    @property
    def media(self) -> Path:
        """Thumbnails by content hash."""
        return self.path / "media"

    @property
    def decisions(self) -> Path:
        """Text files in which people decided something, each with a reason."""
        return self.path / "decisions"

    def source_folders(self, *, samples: bool) -> tuple[Path, ...]:
        """Folders of source files, later ones above earlier ones: samples in a home that holds samples, else the
        shipped registry; then the operator's own."""
        first = self.sources_override or (SAMPLE_SOURCES if samples else SHIPPED_SOURCES)
        own = self.path / "sources"
        return (first, own) if own.is_dir() and self.path != ROOT else (first,)

    def setup(self, *, samples: bool) -> Setup:
        """What a build of this home needs to know."""
        return Setup(self.path, self.source_folders(samples=samples), self.config.contact, self.config.media)

    def registry(self, *, samples: bool) -> Registry:
        """The sources this home knows. Raises SourceFileError on a wrong file."""
        return load_registry(*self.source_folders(samples=samples))


def open_home(path: Path, sources: Path | None = None) -> Home:
    """The home at `path`. Raises HomeError when the folder is missing or ocop.toml is wrong."""
    if not path.is_dir():
        raise HomeError(f"{path}: không có thư mục này / is no folder. Make a home with `ocop init {path}`.")
    if sources is not None and not sources.is_dir():
        raise HomeError(f"{sources}: không có thư mục này / is no folder of source files.")
    return Home(path=path.resolve(), config=read_config(path / "ocop.toml"), sources_override=sources)


def read_config(file: Path) -> Config:
    """What `file` says; defaults where it is absent. Raises HomeError naming file, key and the nearest right key."""
    if not file.exists():
        return Config()
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise HomeError(f"{file}: không đọc được / not readable as TOML: {error}") from error
    try:
        return TypeAdapter(Config).validate_python(values)
    except ValidationError as error:
        raise HomeError("\n".join(f"{file}: {_complaint(item)}" for item in error.errors())) from error


def _complaint(item: object) -> str:
    assert isinstance(item, dict)
    key = ".".join(str(part) for part in item["loc"])
    if item["type"] != "unexpected_keyword_argument":
        return f"{key}: {item['msg']}"
    names = [
        *Config.__dataclass_fields__,
        *(f"web_archive.{name}" for name in WebArchive.__dataclass_fields__),
        *(f"alerts.{name}" for name in Alerts.__dataclass_fields__),
    ]
    near = difflib.get_close_matches(key, names, n=1)
    return f"khóa lạ / unknown key {key!r}" + (f"; did you mean {near[0]!r}?" if near else "")


TEMPLATE = """\
# Một kho lưu trữ OCOP / a home of the OCOP news archive. Every key may be left out; what stands here are the defaults.

# Who asks: an e-mail or web address, sent to the portals in the user agent. No portal is asked before this is set.
contact = ""

# Which portals `ocop run` visits: ids as `ocop sources list` shows them. Empty: all that are enabled.
sources = ["dong-nai/tinh"]

# Pictures and attachments: "full" keeps both; "thumbnail" keeps pictures and shows them small only, no attachments;
# "none" keeps neither. What was left out is fetched by the next run when the policy is widened; `ocop rebuild` applies
# a change to what is there. Pictures of sources that allow facts only (newspapers) are never fetched.
media = "full"

# A portal is visited again when its last visit is older than this.
visit_every_hours = 20

# Busy portals (ten new items a day) are visited twice as often, quiet ones (nothing new for a month) a third as often.
adaptive = true

# A run starts only with so much free disk.
minimum_free_gb = 2

# After an upgrade that reads pages otherwise, each run reads so many old captures again (`ocop build`: all of them).
read_again_per_run = 20000

# Asked to end (SIGTERM, Ctrl-C), a command that has not done so is cut off after so many seconds; nothing is lost.
stop_seconds = 29

# Public address of the site, for links in messages (saved searches: alerts.yml, see docs/alerts.md).
site = ""

# Where `ocop backfill` looks for portals that are gone (docs/web-archives.md); api: "wayback" or "pywb".
[web_archive]
name = "web.archive.org"
api = "wayback"
cdx = "https://web.archive.org/cdx/search/cdx"
replay = "https://web.archive.org/web/{timestamp}id_/{url}"
delay = 5

# Who is told when a portal fails or warns, once, again after 1, 3, 7 days, and when it is well again
# (docs/operating.md). heartbeat: an address asked for after every complete run; its silence is the alarm.
# [alerts]
# command = ["/usr/local/bin/tell-me"]
# email = "operator@example.org"
# webhook = ""
# heartbeat = ""

# Hours between two visits of single portals.
# [every_hours]
# "dong-nai/tinh" = 6

# How mail leaves this machine, where alerts go by mail.
# [mail]
# server = "localhost"
# port = 25
# sender = "archive@example.org"
# starttls = false
# user = ""
# password_file = ""
"""


def make_home(path: Path) -> list[Path]:
    """A new home with a commented ocop.toml; returns what was written. What stands there already is left alone."""
    path.mkdir(parents=True, exist_ok=True)
    made = []
    for folder in (path / "sources", path / "decisions"):
        if not folder.exists() and path.resolve() != ROOT:
            folder.mkdir()
            made.append(folder)
    config = path / "ocop.toml"
    if not config.exists():
        config.write_text(TEMPLATE, encoding="utf-8")
        made.append(config)
    return made
