"""From the bytes of a page to what it says: blocks, texts, pictures, files and raw dates; nothing is judged here."""
