"""Whether what is kept is still what was received: WARC files, ledger, archive.db, thumbnails."""
