"""The version of the program, which PDFs and `anthology --version` name."""

__version__ = "0.2.0"
