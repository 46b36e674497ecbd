"""The local page on which an editor sees the book while writing. In: a manifest. Out: a web page of this machine."""
