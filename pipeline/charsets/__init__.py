"""Text that was written for another code than the one it was read by: TCVN3 and VNI fonts, UTF-8 read as cp1252."""
