"""Traps of pictures, their captions, and attachments."""

from urllib.parse import unquote, urlsplit

from samples.model import SampleArticle

from .traps_seen import Check, Seen, captions_of, nowhere, plain


def _captions(seen: Seen, article: SampleArticle) -> list[str | None]:
    return [row["caption"] for row in seen.of("article_images", article)]


def _pictures(article: SampleArticle) -> list[str]:
    return [part.file for part in article.parts if part.kind == "image"]


def _names(seen: Seen, article: SampleArticle) -> list[str]:
    """File names of an article's pictures, percent-encoding undone once."""
    return [unquote(urlsplit(row["src"]).path).rpartition("/")[2] for row in seen.of("article_images", article)]


def caption_as_next_paragraph(seen: Seen) -> None:
    trap = "caption as next paragraph"
    for article in seen.carrying(trap, "dong-nai/3019", "long-thanh/2714", "long-thanh/3903"):
        captions = captions_of(article).split("\n")
        assert _captions(seen, article) == captions
        assert {row["caption_basis"] for row in seen.of("article_images", article)} == {"next paragraph"}
        assert seen.text(article)["captions"] == captions_of(article)
        nowhere(captions, [seen.text(article)["body"]])


def caption_repeated(seen: Seen) -> None:
    for article in seen.carrying("caption repeated", "long-thanh/4127", "long-thanh/5466"):
        assert _captions(seen, article) == [captions_of(article)]
        assert seen.text(article)["captions"] == captions_of(article)
        nowhere([captions_of(article)], [seen.text(article)["body"]])


def file_name_alt(seen: Seen) -> None:
    article = seen.sample("long-thanh", "3903")
    assert article.has("file-name alt")
    assert _captions(seen, article) == captions_of(article).split("\n")
    nowhere((".jpg", ".JPG", ".png", "IMG_"), [seen.whole_text(other) for other in seen.samples])


def windows_path_alt(seen: Seen) -> None:
    article = seen.sample("long-thanh", "5071")
    assert _captions(seen, article) == captions_of(article).split("\n")
    blocks = [str(row["blocks"]) for row in seen.texts.values()]
    nowhere((":\\", "Administrator", "Desktop"), [*(seen.whole_text(other) for other in seen.samples), *blocks])


def odd_names(seen: Seen) -> None:
    trap = "images with odd names"
    for article in seen.carrying(trap, "dinh-quan/1570", "long-thanh/5071", "xuan-loc/255"):
        rows = seen.of("article_images", article)
        assert _names(seen, article) == _pictures(article)
        assert all(row["state"] == "ok" and row["sha256"] for row in rows)
        for row in rows:
            assert "%25" not in row["src"], "encoded once"
            assert row["src"].isascii()
            path = urlsplit(row["src"]).path
            assert [asked.status for asked in seen.asked(article.portal, path)] == [200]


def lazy_images(seen: Seen) -> None:
    for article in seen.carrying("lazy images", "long-thanh/5466", "la/7"):
        assert _names(seen, article) == _pictures(article)
        assert [row["state"] for row in seen.of("article_images", article)] == ["ok"]
    assert not seen.road.rows("SELECT src FROM article_images WHERE src LIKE '%no-image%'")
    assert not [asked for asked in seen.requests if "no-image" in asked.path]


def thumbnail_beside_original(seen: Seen) -> None:
    # The lead figure of every NukeViet page stands twice; 4466 is the page of the trap, where it is in the archive.
    led = [article for article in seen.of_portal("dong-nai", "phuong-long-thanh") if article.parts[0].kind == "image"]
    assert "6270" in {article.id for article in led}
    for article in led:
        rows = seen.of("article_images", article)
        assert _names(seen, article) == _pictures(article)
        assert ["/uploads/" in row["src"] for row in rows] == [True]
        width = seen.road.rows("SELECT width FROM images WHERE sha256 = ?", rows[0]["sha256"])[0]["width"]
        assert width > 460, "the whole picture, not the small one"
    assert not [asked for asked in seen.requests if asked.path.startswith("/assets/")]


def without_extension(seen: Seen) -> None:
    (row,) = seen.of("article_images", seen.sample("la", "4"))
    assert urlsplit(row["src"]).path == "/anh/anh-7713"
    assert row["state"] == "ok"
    (image,) = seen.road.rows("SELECT format, thumbnail FROM images WHERE sha256 = ?", row["sha256"])
    assert image["format"] == "JPEG"
    assert (seen.road.home / "media" / image["thumbnail"]).stat().st_size > 500


def second_host(seen: Seen) -> None:
    (row,) = seen.of("article_images", seen.sample("dong-nai", "4951"))
    assert (urlsplit(row["src"]).hostname, row["state"]) == ("cdn.localhost", "ok")
    assert [asked.status for asked in seen.asked("cdn", "/anh/hoi-nghi-ket-noi.jpg")] == [200]
    assert seen.asked("cdn", "/robots.txt"), "that host is asked for its rules too"


def offsite_host(seen: Seen) -> None:
    (row,) = seen.of("article_images", seen.sample("la", "8"))
    assert (urlsplit(row["src"]).hostname, row["state"], row["sha256"]) == (
        "quangcao.localhost",
        "offsite_refused",
        None,
    )
    assert not seen.asked("quangcao", "")
    assert [event.outcome for event in seen.reader.events(row["src"])] == ["offsite_refused"]


def mislabelled_attachment(seen: Seen) -> None:
    plan, form = seen.of("attachments", seen.sample("long-thanh", "5702"))
    assert form["href"].endswith("/mau-phieu-dang-ky.doc")
    assert (form["type"], form["state"]) == ("PDF", "ok")
    capture = seen.reader.capture(form["capture_id"])
    assert capture.content_type == "application/msword", "the portal's claim is kept with the bytes"
    assert seen.reader.payload(capture).body.startswith(b"%PDF")
    assert plan["type"] == "PDF"


def attachment_in_a_viewer(seen: Seen) -> None:
    article = seen.sample("la", "5")
    (row,) = seen.of("attachments", article)
    assert urlsplit(row["href"]).path == "/tep/hoi-dap-ocop.pdf"
    assert (row["type"], row["state"]) == ("PDF", "ok")
    (label,) = (plain(part.text) for part in article.parts if part.kind == "file")
    assert row["label"] == label
    assert not seen.asked("la", "viewer.html")


CHECKS: dict[str, Check] = {
    "caption as next paragraph": caption_as_next_paragraph,
    "caption repeated": caption_repeated,
    "file-name alt": file_name_alt,
    "Windows-path alt": windows_path_alt,
    "images with odd names": odd_names,
    "lazy images": lazy_images,
    "thumbnail beside the original": thumbnail_beside_original,
    "image without extension": without_extension,
    "image on a second host": second_host,
    "offsite image host": offsite_host,
    "mislabelled attachment": mislabelled_attachment,
    "attachment in a viewer": attachment_in_a_viewer,
}
