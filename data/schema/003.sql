-- Step 3: the switchboard. Who is in and why, who else can help, calls and what became of them, messages and call-backs
-- that are followed up, the press duty roster. An older program would overlook marks and duties and tell callers wrong
-- times: it is refused.

-- Two office hours: those within which a person may be met, and the core within which they surely are (domain/hours.h).
ALTER TABLE person ADD COLUMN core_hours TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN keywords TEXT NOT NULL DEFAULT '';      -- what they know about, comma between
ALTER TABLE person ADD COLUMN former_names TEXT NOT NULL DEFAULT '';  -- comma between; still searched
ALTER TABLE person ADD COLUMN employee_id TEXT NOT NULL DEFAULT '';   -- of the personnel system, for imports
ALTER TABLE person ADD COLUMN organisation TEXT NOT NULL DEFAULT '';  -- '': our own; else an external producer of statistics
ALTER TABLE person ADD COLUMN mobile_shown INTEGER NOT NULL DEFAULT 0 CHECK (mobile_shown IN (0, 1)); -- may be given to callers
ALTER TABLE person ADD COLUMN deputy INTEGER REFERENCES person (id);
ALTER TABLE person ADD COLUMN successor INTEGER REFERENCES person (id);
ALTER TABLE person ADD COLUMN left_on TEXT NOT NULL DEFAULT '';       -- "2026-02-28"; with active = 0
ALTER TABLE person ADD COLUMN source TEXT NOT NULL DEFAULT '';        -- '': by hand; else the file or directory that names them
CREATE UNIQUE INDEX person_employee ON person (employee_id) WHERE employee_id <> '';

-- Where an absence was learnt, so that the same source may say it again, differently, or no more.
ALTER TABLE absence ADD COLUMN kind TEXT NOT NULL DEFAULT 'said' CHECK (kind IN ('said', 'calendar'));
ALTER TABLE absence ADD COLUMN phone_open INTEGER NOT NULL DEFAULT 0 CHECK (phone_open IN (0, 1)); -- "MØT; …": may be rung
ALTER TABLE absence ADD COLUMN source TEXT NOT NULL DEFAULT '';       -- '': by hand; else the file or directory by name
ALTER TABLE absence ADD COLUMN source_key TEXT NOT NULL DEFAULT '';   -- what names it there: UID and occurrence
ALTER TABLE absence ADD COLUMN operator INTEGER REFERENCES operator (id);
ALTER TABLE absence ADD COLUMN seen_at INTEGER NOT NULL DEFAULT 0;    -- when it was said or read last
CREATE UNIQUE INDEX absence_source ON absence (person, source, source_key) WHERE source_key <> '';

-- What an operator was told on the telephone goes before everything else, until it expires. One a person.
CREATE TABLE presence_mark (
    person INTEGER PRIMARY KEY REFERENCES person (id),
    status TEXT NOT NULL CHECK (status IN ('in', 'busy', 'out')),
    until_at INTEGER NOT NULL,                -- exclusive
    code TEXT NOT NULL DEFAULT '',            -- the reason; never said to a caller
    note TEXT NOT NULL DEFAULT '',
    operator INTEGER REFERENCES operator (id),
    at INTEGER NOT NULL
) STRICT;

CREATE TABLE person_note (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person INTEGER NOT NULL REFERENCES person (id),
    operator INTEGER REFERENCES operator (id),
    at INTEGER NOT NULL,
    text TEXT NOT NULL,
    removed_at INTEGER
) STRICT;
CREATE INDEX person_note_person ON person_note (person, id) WHERE removed_at IS NULL;

-- Duties with times of their own: "press" is reachable also outside opening hours.
CREATE TABLE duty (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    roster TEXT NOT NULL,                     -- "press"
    from_at INTEGER NOT NULL,
    until_at INTEGER NOT NULL,                -- exclusive
    person INTEGER NOT NULL REFERENCES person (id),
    backup INTEGER REFERENCES person (id),
    phone TEXT NOT NULL DEFAULT '',           -- of the duty; '': the person's own
    note TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL DEFAULT '',
    source_key TEXT NOT NULL DEFAULT '',
    seen_at INTEGER NOT NULL DEFAULT 0,
    CHECK (until_at > from_at)
) STRICT;
CREATE INDEX duty_roster ON duty (roster, until_at);
CREATE UNIQUE INDEX duty_source ON duty (roster, source, source_key) WHERE source_key <> '';

-- A telephone call, written when it begins so that nothing said in it is lost.
CREATE TABLE call (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
    operator INTEGER REFERENCES operator (id), -- NULL: nobody took it
    began_at INTEGER NOT NULL,                -- it rang, or it was begun by hand
    answered_at INTEGER,                      -- NULL: nobody did
    ended_at INTEGER,                         -- NULL: it is open
    number TEXT NOT NULL DEFAULT '',          -- normalised (domain/phone_number.h); '': hidden or unknown
    caller TEXT NOT NULL DEFAULT '',          -- name or free text
    asked_for TEXT NOT NULL DEFAULT '',       -- as typed
    person INTEGER REFERENCES person (id),    -- whom the caller asked for
    statistic TEXT NOT NULL DEFAULT '',       -- short name: what the caller asked about
    matter TEXT NOT NULL DEFAULT '',
    press INTEGER NOT NULL DEFAULT 0 CHECK (press IN (0, 1)),
    outcome TEXT NOT NULL DEFAULT ''
        CHECK (outcome IN ('', 'transferred', 'message', 'answered', 'inquiry', 'informed', 'call_back', 'lost', 'given_up')),
    status TEXT NOT NULL DEFAULT '' CHECK (status IN ('', 'in', 'busy', 'out', 'closed')), -- of the person, then
    told_back_at INTEGER,                     -- the return time the caller was given
    other INTEGER REFERENCES person (id),     -- whom the caller was given instead
    reached INTEGER REFERENCES person (id),   -- whom the caller spoke to in the end
    reached_text TEXT NOT NULL DEFAULT '',    -- … where that is nobody's: a shared line, a number
    returned TEXT NOT NULL DEFAULT '',        -- why the PBX gave it back last: "no_answer", "busy", …
    inquiry INTEGER REFERENCES inquiry (id),
    queue TEXT NOT NULL DEFAULT '',
    linked_id TEXT NOT NULL DEFAULT '',       -- of the PBX
    revision INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX call_linked ON call (linked_id) WHERE linked_id <> '';
CREATE INDEX call_number ON call (number, id) WHERE number <> '';
CREATE INDEX call_began ON call (began_at, id);
CREATE INDEX call_open ON call (operator, id) WHERE ended_at IS NULL;

-- A message to a person about a caller, sent by e-mail and followed up until it is done.
CREATE TABLE phone_message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call INTEGER REFERENCES call (id),
    inquiry INTEGER NOT NULL REFERENCES inquiry (id), -- it stands there with its mail
    forward INTEGER REFERENCES forward (id),
    person INTEGER REFERENCES person (id),
    section TEXT NOT NULL DEFAULT '',         -- code, where it is to no person
    operator INTEGER REFERENCES operator (id),
    at INTEGER NOT NULL,
    caller TEXT NOT NULL DEFAULT '',
    number TEXT NOT NULL DEFAULT '',
    wish TEXT NOT NULL CHECK (wish IN ('call_back', 'calls_again', 'for_information')),
    wanted TEXT NOT NULL DEFAULT '',          -- when, in the caller's words
    text TEXT NOT NULL,
    due_at INTEGER NOT NULL,                  -- silence until then is shown
    state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'withdrawn')),
    settled_at INTEGER,
    reminders INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX phone_message_waiting ON phone_message (due_at) WHERE state = 'waiting';
CREATE INDEX phone_message_person ON phone_message (person, id);
CREATE INDEX phone_message_inquiry ON phone_message (inquiry);

-- Somebody is to be rung: a missed call, or a promise. Unhandled, tried, done.
CREATE TABLE call_back (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call INTEGER REFERENCES call (id),
    inquiry INTEGER REFERENCES inquiry (id),
    number TEXT NOT NULL,
    caller TEXT NOT NULL DEFAULT '',
    matter TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    operator INTEGER REFERENCES operator (id), -- who promised it; NULL: it was missed
    state TEXT NOT NULL CHECK (state IN ('unhandled', 'tried', 'done', 'given_up')),
    settled_at INTEGER,
    revision INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX call_back_waiting ON call_back (due_at) WHERE state IN ('unhandled', 'tried');
CREATE INDEX call_back_number ON call_back (number, id);
CREATE TABLE call_back_try (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_back INTEGER NOT NULL REFERENCES call_back (id),
    operator INTEGER REFERENCES operator (id),
    at INTEGER NOT NULL,
    result TEXT NOT NULL CHECK (result IN ('spoke', 'no_answer', 'busy', 'voicemail', 'wrong_number')),
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX call_back_try_of ON call_back_try (call_back, id);

-- Undo: what an operator did in the last hours, past all that was only looked at or typed (store/events.c says the same).
CREATE INDEX event_act ON event (operator, at) WHERE kind NOT IN ('call_kept', 'opened');
