"""The preview: a book on a local page that follows every save. What it needs beyond a build is an extra."""
