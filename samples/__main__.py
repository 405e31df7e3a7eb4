"""`python -m samples serve` starts the sample portals; `python -m samples list` names them."""

import argparse
import sys
from pathlib import Path

import yaml

from samples.portal import MARK, PORT
from samples.server import PortInUse, SampleServer
from samples.sources import sources_for
from samples.world import World, WorldError


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m samples", description=f"Sample portals on loopback ({MARK}).")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="serve them until interrupted")
    serve.add_argument("--port", type=int, default=PORT)
    serve.add_argument("--ready-file", type=Path, help="written with the port once the server answers")
    serve.add_argument("--sources", type=Path, metavar="DIR", help="write source files that name this port into DIR")
    serve.add_argument("--load", type=int, default=0, metavar="N", help="add tai.localhost with N generated articles")
    serve.add_argument("--warm", action="store_true", help="make the load portal's pages before the first request")
    serve.add_argument("--edit", type=Path, metavar="FILE.yml", help="a list of edits (see docs/samples.md)")
    commands.add_parser("list", help="name portals, articles and traps")
    return parser.parse_args(argv)


def _serve(options: argparse.Namespace) -> int:
    world = World(load=options.load)
    try:
        if options.edit:
            world.apply_all(yaml.safe_load(options.edit.read_text(encoding="utf-8")))
        server = SampleServer(world, options.port)
    except (PortInUse, WorldError, OSError) as error:
        sys.stderr.write(f"samples: {error}\n")
        return 2
    for portal in world.portals:
        sys.stdout.write(f"http://{portal.host}.localhost:{server.port}/  {portal.title}\n")
    sys.stdout.flush()
    if options.warm and options.load:
        server.warm("tai")
    if options.sources:
        sources_for(server.port, options.sources, load=bool(options.load))
    if options.ready_file:
        options.ready_file.write_text(f"{server.port}\n", encoding="ascii")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        return 0
    return 0


def _list() -> int:
    for name, site in World().sites.items():
        relevant = sum(article.expect.relevant for article in site.articles.values())
        sys.stdout.write(f"{name}: {len(site.articles)} articles, {relevant} of them OCOP ({site.portal.title})\n")
        for article in site.articles.values():
            sys.stdout.write(f"  {article.id:>6}  {article.published or 'no date':16}  {article.title}\n")
    return 0


def main(argv: list[str] | None = None) -> int:
    """Exit code: 0; 2 where the server cannot start."""
    options = _arguments(argv)
    return _serve(options) if options.command == "serve" else _list()


if __name__ == "__main__":
    sys.exit(main())
