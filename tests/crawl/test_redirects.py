"""Redirections: every hop kept, none followed to a place that was not named."""

from .portal import Portal
from .runs import Home


def test_hops_are_kept_and_the_last_is_the_article(home: Home) -> None:
    with Portal(articles=3) as portal:
        old, new = portal.article_path(1), "/vi/news/nong-thon-moi/ten-moi-1.html"
        portal.routes[old] = lambda h: h.redirect("/buoc-hai", 301)
        portal.routes["/buoc-hai"] = lambda h: h.redirect(new)
        portal.routes[new] = lambda h: h.answer(portal.article(1))
        portal.routes[portal.article_path(2)] = lambda h: h.redirect("/trang-chu/")
        portal.routes["/trang-chu/"] = lambda h: h.answer("<html><body><h1>Trang chủ</h1></body></html>")
        home.visit(home.source("chuyen", f"chuyen.localhost:{portal.port}"))
    hops = [
        (c.outcome, c.status, c.url.partition("localhost")[2].partition("/")[2])
        for c in home.captures()
        if c.key == "1"
    ]
    assert hops == [("redirect", 301, old[1:]), ("redirect", 302, "buoc-hai"), ("ok", 200, new[1:])]
    assert [c.outcome for c in home.captures() if c.key == "2"] == ["redirect", "soft_404"], "sent to the front page"


def test_an_article_that_moved_to_another_key_is_that_article(home: Home) -> None:
    with Portal(articles=2) as portal:
        portal.routes[portal.article_path(1)] = lambda h: h.redirect("/vi/news/nong-thon-moi/khac-77.html")
        portal.routes["/vi/news/nong-thon-moi/khac-77.html"] = lambda h: h.answer(portal.article(1))
        portal.routes[portal.article_path(2)] = lambda h: h.redirect("/vi/news/nong-thon-moi/khac-77.html")
        source = home.source("khoa", f"khoa.localhost:{portal.port}")
        home.visit(source)
        portal.log.clear()
        home.visit(source)
    assert sorted((c.key, c.outcome) for c in home.captures() if c.role == "article") == [
        ("1", "redirect"), ("2", "redirect"), ("77", "ok"),
    ]  # fmt: skip
    assert [event.outcome for event in home.events()] == ["redirect"]
    assert not portal.paths(portal.article_path(1)), "a permanent move is not asked for again"


def test_loops_long_chains_other_hosts_and_other_schemes_are_refused(home: Home) -> None:
    targets = {
        1: "/vong/0", 2: "http://khac.localhost:1/x", 3: "file:///etc/passwd", 4: "javascript:alert(1)",
        5: "ftp://127.0.0.1/x", 6: "data:text/html,x", 7: "//127.1/", 8: "http://nguoi@chan.localhost@127.0.0.1/",
    }  # fmt: skip
    with Portal(articles=len(targets)) as portal:
        host = f"chan.localhost:{portal.port}"

        def send(number: int) -> None:
            portal.routes[portal.article_path(number)] = lambda h: h.redirect(targets[number])

        for number in targets:
            send(number)
        for step in range(40):
            portal.routes[f"/vong/{step}"] = lambda h: h.redirect(f"/vong/{int(h.path.rpartition('/')[2]) + 1}")
        home.visit(home.source("chan", host))
    outcomes = {event.url.rpartition("-")[2]: event.outcome for event in home.events()}
    by_article = {number: outcomes.get(f"{number}.html") for number in range(2, 9)}
    assert by_article == {
        2: "offsite_refused", 3: "scheme_refused", 4: "scheme_refused", 5: "scheme_refused", 6: "scheme_refused",
        7: "offsite_refused", 8: "offsite_refused",
    }  # fmt: skip
    assert [event.outcome for event in home.events() if "/vong/" in event.url] == ["redirect_limit"]
    assert len(portal.paths("/vong/")) == 8
    assert len([c for c in home.captures() if c.outcome == "redirect"]) == len(targets) + 8
    assert all(c.status == 302 for c in home.captures() if c.outcome == "redirect")
    assert {asked.host for asked in portal.log} == {"chan.localhost"}
