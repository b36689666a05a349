"""cardreader: the hottest news first, in your terminal, as plain text files you own."""

__version__ = "0.1.0"
