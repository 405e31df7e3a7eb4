"""`ocop import`: pages that others captured (WARC, WACZ, saved HTML and MHTML) become captures with their origin."""
