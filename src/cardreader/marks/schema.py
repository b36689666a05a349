"""The tables of the marks, step by step from the first version on."""

from __future__ import annotations

from cardreader.urls import IDENTITY_VERSION

APPLICATION_ID = 0x63617264  # "card"
STEPS = (
    f"""
    CREATE TABLE mark (
        article TEXT PRIMARY KEY,
        read INTEGER NOT NULL DEFAULT 0,
        starred INTEGER NOT NULL DEFAULT 0,
        read_at INTEGER,
        starred_at INTEGER,
        change INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX mark_by_change ON mark (change);
    CREATE TABLE journal (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        what TEXT NOT NULL
    );
    CREATE TABLE journal_item (
        entry INTEGER NOT NULL REFERENCES journal ON DELETE CASCADE,
        article TEXT NOT NULL,
        read INTEGER NOT NULL,
        starred INTEGER NOT NULL,
        PRIMARY KEY (entry, article)
    ) WITHOUT ROWID;
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    INSERT INTO meta VALUES
        ('change', '0'), ('id', lower(hex(randomblob(16)))),
        ('identity_version', '{IDENTITY_VERSION}');
    CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    """,
    # Articles get numbers; the journal, begun anew, also tells copies of the marks what changed.
    """
    CREATE TABLE article (id INTEGER PRIMARY KEY, identity TEXT NOT NULL);
    INSERT OR IGNORE INTO article SELECT article_of(article), article FROM mark;
    ALTER TABLE mark RENAME TO old_mark;
    CREATE TABLE mark (
        article INTEGER PRIMARY KEY,
        read INTEGER NOT NULL DEFAULT 0,
        starred INTEGER NOT NULL DEFAULT 0,
        read_at INTEGER,
        starred_at INTEGER
    );
    INSERT OR IGNORE INTO mark
        SELECT article_of(article), read, starred, read_at, starred_at FROM old_mark;
    DROP TABLE old_mark;
    DROP TABLE journal_item;
    DROP TABLE journal;
    CREATE TABLE journal (
        change INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        what TEXT,              -- NULL: it took another one back
        kind TEXT NOT NULL,
        value INTEGER NOT NULL,
        articles TEXT NOT NULL  -- their numbers, as JSON
    );
    INSERT INTO meta SELECT 'journal_from', value FROM meta WHERE key = 'change';
    """,
    # What a marking was of in parts: nobody has a million numbers in memory at once. And whether
    # there are articles whose identities are still to be written down.
    """
    ALTER TABLE journal RENAME TO old_journal;
    CREATE TABLE journal (
        change INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        what TEXT,              -- NULL: it took another one back
        kind TEXT NOT NULL,
        value INTEGER NOT NULL
    );
    INSERT INTO journal SELECT change, at, what, kind, value FROM old_journal;
    CREATE TABLE part (
        change INTEGER NOT NULL REFERENCES journal ON DELETE CASCADE,
        articles TEXT NOT NULL  -- their numbers, as JSON
    );
    CREATE INDEX part_by_change ON part (change);
    INSERT INTO part SELECT change, articles FROM old_journal;
    DROP TABLE old_journal;
    INSERT INTO meta VALUES ('unnamed', '0');
    """,
)
