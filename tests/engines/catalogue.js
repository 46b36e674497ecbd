// Prints what a client of Readium, the library that Thorium opens catalogues with, reads in an OPDS 2.0 feed.
// node catalogue.js MODULES FEED
const { readFileSync } = require("node:fs");
const { join } = require("node:path");

const [modules, path] = process.argv.slice(2);
const readium = (name) => require(join(modules, name));
readium("r2-opds-js/dist/es8-es2017/src/opds/init-globals").initGlobalConverters_OPDS();
const { TaJsonDeserialize } = readium("r2-lcp-js/dist/es8-es2017/src/serializable");
const { OPDSFeed } = readium("r2-opds-js/dist/es8-es2017/src/opds/opds2/opds2");

const feed = TaJsonDeserialize(JSON.parse(readFileSync(path, "utf8")), OPDSFeed);
const books = feed.Publications.map((book) => ({
  title: book.Metadata.Title,
  identifier: book.Metadata.Identifier,
  authors: (book.Metadata.Author ?? []).map((person) => person.Name),
  languages: book.Metadata.Language,
  links: book.Links.map((link) => ({ href: link.Href, type: link.TypeLink, rel: link.Rel })),
  images: (book.Images ?? []).map((image) => ({ href: image.Href, type: image.TypeLink })),
}));
console.log(JSON.stringify({ title: feed.Metadata.Title, books }));
