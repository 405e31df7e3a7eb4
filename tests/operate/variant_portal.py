"""A portal of the "Tăng tương phản" family whose skin the family does not know: a test's own, with pages of our own.

Its list stands in an <aside>, its pager is a script, its pictures have captions in a class of their own and the first
one stands beside the text; title, date and lead are in elements without a telling name."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qs, urlsplit

PER_PAGE = 6
ARTICLES = 14
PICTURE = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00"
    b"\x01\x00\x00\x02\x02D\x01\x00;"
)
_TOOLBAR = "<div class='thanh'><button>Tăng tương phản</button><i>Hôm nay, Thứ Hai 02/11/2026</i></div>"
_FOOT = "<div id='chan'>UBND xã Mẫu. Ghi rõ nguồn khi dùng lại tin.</div>"


def title(number: int) -> str:
    return f"Xã Mẫu có thêm {number} sản phẩm OCOP của hợp tác xã"


def path(number: int) -> str:
    return f"/tin-xa/xa-mau-co-them-{number}-san-pham-ocop-cua-hop-tac-xa.html"


def listing(page: int) -> str:
    newest = ARTICLES - (page - 1) * PER_PAGE
    rows = "".join(
        f"<section class='o-tin'><a class='anh' href='{path(n)}'><img src='/anh/{n}.gif'></a>"
        f"<p class='ten'><a href='{path(n)}'>Tin số {n}</a><q>{title(n)}</q></p><u>{n:02}.03.2026</u></section>"
        for n in range(newest, max(newest - PER_PAGE, 0), -1)
    )
    box = f"<div class='hop'><a href='{path(90)}'>{title(90)}</a></div>"
    pager = "<div class='trang'><b onclick='moTrang(1)'>1</b><b onclick='moTrang(2)'>2</b></div>"
    return f"<html><body>{_TOOLBAR}{box}<aside class='ds'>{rows}{pager}</aside>{_FOOT}</body></html>"


def article(number: int) -> str:
    paragraphs = "".join(
        f"<div class='doan'>Đoạn {part}: hợp tác xã ở xã Mẫu đã gửi hồ sơ của sản phẩm số {number} lên hội đồng, và hội "
        "đồng đã chấm theo bộ tiêu chí hiện hành.</div>"
        for part in (1, 2, 3)
    )
    return (
        f"<html><head><title>Trang xã Mẫu</title></head><body>{_TOOLBAR}<div class='khung'><div class='dau'>"
        f"<p class='ten-lon'>{title(number)}</p><p class='luc'>{number:02}/03/2026 07:30</p></div>"
        f"<p class='doan-mo'>Hội đồng xã vừa họp phiên xét hồ sơ thứ {number} của năm nay.</p>"
        f"<div class='hinh-dau'><img src='/anh/dau-{number}.gif'></div><div class='trong'>{paragraphs}"
        f"<div class='o-hinh'><img src='/anh/{number}.gif'><div class='ghi'>Gian hàng số {number} của hợp tác xã.</div>"
        f"</div><div class='doc-them'>Đọc thêm: <a href='{path(3)}'>{title(3)}</a></div></div></div>{_FOOT}"
        "</body></html>"
    )


class VariantPortal:
    """The portal on loopback, at `bienthe.localhost:<port>`, while a block runs."""

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        numbers = {path(n): n for n in (*range(1, ARTICLES + 1), 90)}
        if parts.path == "/tin-xa/":
            self._answer(
                200, listing(int(parse_qs(parts.query).get("so", ["1"])[0])).encode(), "text/html; charset=utf-8"
            )
        elif parts.path in numbers:
            self._answer(200, article(numbers[parts.path]).encode(), "text/html; charset=utf-8")
        elif parts.path.startswith("/anh/"):
            self._answer(200, PICTURE, "image/gif")
        else:
            self._answer(404, b"khong co", "text/plain")

    def _answer(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return
