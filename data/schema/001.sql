-- Step 1: the counter opens. Steps are append-only: a released step is never edited; add 002.sql.
-- One dialect for both carriers (a file, or rqlite). Statements end with ";" at the end of a line; in a trigger
-- only the last line ends so. Times are seconds UTC. Text flags are words, not numbers, so a dump explains itself.

-- Who may read and write this version; read again before every write when the file has changed.
CREATE TABLE compatibility (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL,
    oldest_reader INTEGER NOT NULL,
    oldest_writer INTEGER NOT NULL
) STRICT;

-- Every batch inserts its id here first: sent twice, it is done once. Purged after a week.
CREATE TABLE operation (
    id TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    result INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX operation_at ON operation (at);

-- An expectation that does not hold fails this CHECK and with it the whole batch.
CREATE TABLE guard (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    ok INTEGER NOT NULL CONSTRAINT expectation CHECK (ok)
) STRICT, WITHOUT ROWID; -- without: last_insert_rowid() stays that of the statement before

CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE operator (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('administrator', 'operator')),
    signature TEXT NOT NULL DEFAULT '',
    active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    created_at INTEGER NOT NULL
) STRICT;

-- One worker at a time, whoever started it.
CREATE TABLE lease (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    until INTEGER NOT NULL,
    report TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

-- Bytes by their SHA-256, in pieces of at most 1 MB (both carriers manage that): raw mail and attachments.
CREATE TABLE content (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sha256 TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL
) STRICT;
CREATE TABLE content_piece (
    content INTEGER NOT NULL REFERENCES content (id),
    number INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (content, number)
) STRICT, WITHOUT ROWID;

-- A mailbox of skranke.ini, and how far it has been read. Known by its name in the ini.
CREATE TABLE mailbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    address TEXT NOT NULL DEFAULT '',
    uid_validity INTEGER NOT NULL DEFAULT 0,
    last_uid INTEGER NOT NULL DEFAULT 0,
    last_good_at INTEGER NOT NULL DEFAULT 0,
    last_tried_at INTEGER NOT NULL DEFAULT 0,
    last_error TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE inquiry (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    state TEXT NOT NULL CHECK (state IN ('new', 'open', 'waiting', 'closed')),
    category TEXT NOT NULL DEFAULT '',
    channel TEXT NOT NULL CHECK (channel IN ('email', 'phone', 'letter', 'social_media', 'chat', 'web_form', 'einnsyn')),
    language TEXT NOT NULL DEFAULT '' CHECK (language IN ('', 'nb', 'nn', 'en', 'other')),
    subject TEXT NOT NULL,
    from_name TEXT NOT NULL DEFAULT '',
    from_address TEXT NOT NULL DEFAULT '',
    owner INTEGER REFERENCES operator (id),
    mailbox INTEGER REFERENCES mailbox (id),
    received_at INTEGER NOT NULL,
    target_on TEXT,
    limit_on TEXT,
    last_message_at INTEGER NOT NULL,
    message_count INTEGER NOT NULL DEFAULT 0,
    revision INTEGER NOT NULL DEFAULT 1,
    changed_at INTEGER NOT NULL
) STRICT;
-- The queue: oldest received first within a state; by owner for "mine".
CREATE INDEX inquiry_queue ON inquiry (state, received_at, id);
CREATE INDEX inquiry_owner ON inquiry (owner, state, received_at, id) WHERE owner IS NOT NULL;
CREATE INDEX inquiry_from ON inquiry (from_address, id) WHERE from_address <> '';

-- Counts that the header shows, kept in step by triggers: counting a million rows takes too long. owner 0 = nobody.
CREATE TABLE inquiry_count (
    state TEXT NOT NULL,
    owner INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (state, owner)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER inquiry_count_insert AFTER INSERT ON inquiry BEGIN
    INSERT INTO inquiry_count (state, owner, count) VALUES (new.state, ifnull(new.owner, 0), 1)
        ON CONFLICT (state, owner) DO UPDATE SET count = count + 1; END;
CREATE TRIGGER inquiry_count_update AFTER UPDATE OF state, owner ON inquiry BEGIN
    UPDATE inquiry_count SET count = count - 1 WHERE state = old.state AND owner = ifnull(old.owner, 0);
    INSERT INTO inquiry_count (state, owner, count) VALUES (new.state, ifnull(new.owner, 0), 1)
        ON CONFLICT (state, owner) DO UPDATE SET count = count + 1; END;
CREATE TRIGGER inquiry_count_delete AFTER DELETE ON inquiry BEGIN
    UPDATE inquiry_count SET count = count - 1 WHERE state = old.state AND owner = ifnull(old.owner, 0); END;

CREATE TABLE message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    inquiry INTEGER NOT NULL REFERENCES inquiry (id),
    direction TEXT NOT NULL CHECK (direction IN ('in', 'out', 'note')),
    channel TEXT NOT NULL,
    from_name TEXT NOT NULL DEFAULT '',
    from_address TEXT NOT NULL DEFAULT '',
    reply_to TEXT NOT NULL DEFAULT '',
    recipients TEXT NOT NULL DEFAULT '',      -- To, as a display list "Name <address>, …"
    copies TEXT NOT NULL DEFAULT '',          -- Cc
    subject TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL,                      -- received (server's time), written, or sent
    author INTEGER REFERENCES operator (id),  -- of an answer or a note
    message_id TEXT NOT NULL DEFAULT '',      -- without < >
    automatic TEXT NOT NULL DEFAULT '',       -- why it counts as automatic mail; '' = a person wrote it
    delivery TEXT NOT NULL DEFAULT '' CHECK (delivery IN ('', 'held', 'queued', 'sending', 'sent', 'maybe_sent', 'refused', 'withdrawn')),
    joined_by TEXT NOT NULL DEFAULT '',       -- why it is in this inquiry ("References <…>")
    warnings TEXT NOT NULL DEFAULT '',        -- what the reader of the mail had to mend or leave out, one a line
    raw INTEGER REFERENCES content (id)
) STRICT;
CREATE INDEX message_inquiry ON message (inquiry, id);

-- Message-IDs that belong to an inquiry: its messages' own, and those they refer to (a reply may come before its parent).
CREATE TABLE thread_id (
    message_id TEXT NOT NULL,
    inquiry INTEGER NOT NULL REFERENCES inquiry (id),
    message INTEGER REFERENCES message (id), -- NULL: only referred to
    PRIMARY KEY (message_id, inquiry)
) STRICT, WITHOUT ROWID;

CREATE TABLE attachment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    message INTEGER NOT NULL REFERENCES message (id),
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    size INTEGER NOT NULL,
    content INTEGER REFERENCES content (id)
) STRICT;
CREATE INDEX attachment_message ON attachment (message);

-- The ledger: one row for everything ever fetched. pending = raw bytes are safe, not yet read.
CREATE TABLE intake (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source TEXT NOT NULL,                     -- "imap" or "file"
    mailbox INTEGER REFERENCES mailbox (id),
    uid_validity INTEGER NOT NULL DEFAULT 0,
    uid INTEGER NOT NULL DEFAULT 0,
    name TEXT NOT NULL DEFAULT '',            -- the file's path, for files
    received_at INTEGER NOT NULL,             -- the server's INTERNALDATE
    fetched_at INTEGER NOT NULL,
    raw INTEGER NOT NULL REFERENCES content (id),
    outcome TEXT NOT NULL CHECK (outcome IN ('pending', 'new', 'joined', 'duplicate', 'echo', 'quarantined')),
    reason TEXT NOT NULL DEFAULT '',
    message INTEGER REFERENCES message (id),
    fingerprint TEXT NOT NULL DEFAULT '',     -- hash of From, Date, Subject and text: a second copy is a duplicate
    attempts INTEGER NOT NULL DEFAULT 0,
    filed INTEGER NOT NULL DEFAULT 0 CHECK (filed IN (0, 1)) -- moved to the done folder on the server
) STRICT;
CREATE UNIQUE INDEX intake_uid ON intake (mailbox, uid_validity, uid) WHERE mailbox IS NOT NULL;
CREATE INDEX intake_fingerprint ON intake (fingerprint) WHERE fingerprint <> '';
CREATE INDEX intake_attention ON intake (outcome, id) WHERE outcome IN ('pending', 'quarantined');
CREATE INDEX intake_unfiled ON intake (mailbox, uid) WHERE filed = 0 AND mailbox IS NOT NULL;
CREATE TABLE intake_count (
    outcome TEXT PRIMARY KEY,
    count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER intake_count_insert AFTER INSERT ON intake BEGIN
    INSERT INTO intake_count (outcome, count) VALUES (new.outcome, 1)
        ON CONFLICT (outcome) DO UPDATE SET count = count + 1; END;
CREATE TRIGGER intake_count_update AFTER UPDATE OF outcome ON intake BEGIN
    UPDATE intake_count SET count = count - 1 WHERE outcome = old.outcome;
    INSERT INTO intake_count (outcome, count) VALUES (new.outcome, 1)
        ON CONFLICT (outcome) DO UPDATE SET count = count + 1; END;

-- The text being written, saved within two seconds of the last key. One a person, inquiry and kind.
CREATE TABLE draft (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    inquiry INTEGER NOT NULL REFERENCES inquiry (id),
    operator INTEGER NOT NULL REFERENCES operator (id),
    kind TEXT NOT NULL CHECK (kind IN ('reply', 'note')),
    recipients TEXT NOT NULL DEFAULT '',
    copies TEXT NOT NULL DEFAULT '',
    subject TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL DEFAULT '',
    seen_message INTEGER NOT NULL DEFAULT 0,  -- the newest message its writer had seen
    state TEXT NOT NULL CHECK (state IN ('writing', 'sent', 'discarded')),
    changed_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX draft_writing ON draft (inquiry, operator, kind) WHERE state = 'writing';
CREATE INDEX draft_operator ON draft (operator, state, changed_at);

-- Answers on their way out. The worker makes the bytes once and sends the same bytes until they are accepted.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    message INTEGER NOT NULL UNIQUE REFERENCES message (id),
    draft INTEGER REFERENCES draft (id),
    state TEXT NOT NULL CHECK (state IN ('held', 'queued', 'sending', 'sent', 'maybe_sent', 'refused', 'withdrawn')),
    not_before INTEGER NOT NULL,
    sender TEXT NOT NULL,                     -- envelope sender
    addresses TEXT NOT NULL,                  -- envelope recipients, one a line, frozen at send
    close_after INTEGER NOT NULL DEFAULT 0 CHECK (close_after IN (0, 1)),
    state_before TEXT NOT NULL DEFAULT '',    -- the inquiry's state before, for undo
    attempts INTEGER NOT NULL DEFAULT 0,
    next_try_at INTEGER NOT NULL,
    answer TEXT NOT NULL DEFAULT '',          -- the server's last words
    bytes INTEGER REFERENCES content (id),
    sent_at INTEGER
) STRICT;
CREATE INDEX outbox_due ON outbox (next_try_at, id) WHERE state IN ('held', 'queued', 'sending', 'maybe_sent');
-- For the purge of drafts: a deleted draft is looked for here.
CREATE INDEX outbox_draft ON outbox (draft) WHERE draft IS NOT NULL;
CREATE INDEX outbox_refused ON outbox (id) WHERE state = 'refused';

CREATE TABLE template (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL,                        -- "table-link"
    language TEXT NOT NULL CHECK (language IN ('nb', 'nn', 'en')),
    name TEXT NOT NULL,
    subject TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL,
    UNIQUE (key, language)
) STRICT;

CREATE TABLE section (
    code TEXT PRIMARY KEY,
    name_nb TEXT NOT NULL,
    name_nn TEXT NOT NULL DEFAULT '',
    name_en TEXT NOT NULL DEFAULT '',
    role TEXT NOT NULL DEFAULT '',
    email TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

CREATE TABLE person (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    initials TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    title_nb TEXT NOT NULL DEFAULT '',
    title_nn TEXT NOT NULL DEFAULT '',
    title_en TEXT NOT NULL DEFAULT '',
    sections TEXT NOT NULL DEFAULT '',        -- codes, comma between; the first is the main one
    phone TEXT NOT NULL DEFAULT '',
    mobile TEXT NOT NULL DEFAULT '',          -- hidden from callers
    email TEXT NOT NULL DEFAULT '',
    languages TEXT NOT NULL DEFAULT '',
    hours TEXT NOT NULL DEFAULT '',           -- "ma-to 08:00-16:00, fr 08:00-14:00"; see domain/hours.h
    note TEXT NOT NULL DEFAULT '',
    active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    changed_at INTEGER NOT NULL
) STRICT;

CREATE TABLE absence (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person INTEGER NOT NULL REFERENCES person (id),
    from_at INTEGER NOT NULL,
    until_at INTEGER NOT NULL,                -- exclusive
    code TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX absence_person ON absence (person, until_at);
CREATE INDEX absence_until ON absence (until_at);

CREATE TABLE subject (
    code TEXT PRIMARY KEY,
    name_nb TEXT NOT NULL,
    name_nn TEXT NOT NULL DEFAULT '',
    name_en TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

CREATE TABLE statistic (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    short_name TEXT NOT NULL UNIQUE,
    subject TEXT NOT NULL DEFAULT '',
    section TEXT NOT NULL DEFAULT '',
    name_nb TEXT NOT NULL,
    name_nn TEXT NOT NULL DEFAULT '',
    name_en TEXT NOT NULL DEFAULT '',
    keywords_nb TEXT NOT NULL DEFAULT '',
    keywords_nn TEXT NOT NULL DEFAULT '',
    keywords_en TEXT NOT NULL DEFAULT '',
    tables TEXT NOT NULL DEFAULT '',
    responsible INTEGER REFERENCES person (id),
    backup INTEGER REFERENCES person (id)
) STRICT;

-- Audit trail, undo source and change feed at once; append-only.
CREATE TABLE event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    operator INTEGER REFERENCES operator (id), -- NULL: the worker
    kind TEXT NOT NULL,                        -- "taken", "released", … (store/events.h)
    inquiry INTEGER REFERENCES inquiry (id),
    message INTEGER REFERENCES message (id),
    before TEXT NOT NULL DEFAULT '',           -- JSON of what the act changed
    after TEXT NOT NULL DEFAULT '',
    revision INTEGER NOT NULL DEFAULT 0,       -- the inquiry's revision after the act
    undoes INTEGER REFERENCES event (id)
) STRICT;
CREATE INDEX event_inquiry ON event (inquiry, id) WHERE inquiry IS NOT NULL;
CREATE INDEX event_operator ON event (operator, id) WHERE operator IS NOT NULL; -- undo: one's own, newest first
CREATE UNIQUE INDEX event_undoes ON event (undoes) WHERE undoes IS NOT NULL;

-- Words made in C (domain/words.h); rowid = message.id; removed with the 'delete' command and the old words.
CREATE VIRTUAL TABLE search USING fts5 (words, content = '', tokenize = 'unicode61 remove_diacritics 0');
