"""What people decided about the archive: text files in a home's decisions/, each decision with its reason.

A decision names its evidence by its words (an article, what is written there), never by offsets, so that it survives
new captures and new rules; where the words are gone, the build says so. Applied at every build, shown in table
`decisions`. Nothing here changes a captured byte.
"""
