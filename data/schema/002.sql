-- Step 2: the bureau keeps its promises. Categories and calendar as data, the clocks of every inquiry, who may see it,
-- forwarding that is followed up, what is journalled, surveys. An older program cannot keep these promises: it is
-- refused.

-- What an inquiry is about decides what it is promised (domain/category.h). The first rows come from the program's
-- data/categories.csv; an administrator may change them. Rules are words: "same_day", "working_days 2".
CREATE TABLE category (
    code TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    aliases TEXT NOT NULL DEFAULT '',
    name_nb TEXT NOT NULL,
    name_nn TEXT NOT NULL,
    name_en TEXT NOT NULL,
    target TEXT NOT NULL,
    target_by TEXT NOT NULL CHECK (target_by IN ('document', 'law', 'local')),
    "limit" TEXT NOT NULL,
    limit_by TEXT NOT NULL CHECK (limit_by IN ('document', 'law', 'local')),
    holding TEXT NOT NULL,
    holding_by TEXT NOT NULL CHECK (holding_by IN ('document', 'law', 'local')),
    start TEXT NOT NULL,
    queue TEXT NOT NULL,
    owner TEXT NOT NULL,
    journal TEXT NOT NULL CHECK (journal IN ('no', 'assess', 'yes')),
    reason_nb TEXT NOT NULL DEFAULT '',
    reason_nn TEXT NOT NULL DEFAULT '',
    reason_en TEXT NOT NULL DEFAULT '',
    silo TEXT NOT NULL CHECK (silo IN ('open', 'respondents', 'press', 'hr', 'access')),
    pauses TEXT NOT NULL CHECK (pauses IN ('yes', 'no'))
) STRICT, WITHOUT ROWID;

-- Days on which the bureau differs from its usual hours (domain/calendar.h). The usual hours and whether the eves are
-- working days are settings: "opening.hours", "calendar.eves_count_as_working_day".
CREATE TABLE calendar_exception (
    day TEXT PRIMARY KEY,                     -- "2026-12-24"
    closed INTEGER NOT NULL CHECK (closed IN (0, 1)),
    opens INTEGER NOT NULL DEFAULT 0,         -- minutes of the day
    closes INTEGER NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

-- Closed silos are granted one by one, to administrators too. "respondents,press"; the open one is everybody's.
ALTER TABLE operator ADD COLUMN silos TEXT NOT NULL DEFAULT '';
-- Speaks to journalists for the bureau: press inquiries to its management go this way only.
ALTER TABLE operator ADD COLUMN press_contact INTEGER NOT NULL DEFAULT 0 CHECK (press_contact IN (0, 1));
-- Before this step everybody saw everything; those who look after the program go on so until they decide otherwise.
UPDATE operator SET silos = 'respondents,press,hr,access' WHERE role = 'administrator';

-- The clocks of an inquiry (domain/clocks.h). Moments are the first that is too late; NULL: no such clock.
ALTER TABLE inquiry ADD COLUMN silo TEXT NOT NULL DEFAULT 'open'
    CHECK (silo IN ('open', 'respondents', 'press', 'hr', 'access'));
-- Who chose the category: the program's suggestion, which an operator has not looked at yet, or somebody.
ALTER TABLE inquiry ADD COLUMN category_by TEXT NOT NULL DEFAULT ''
    CHECK (category_by IN ('', 'suggestion', 'mailbox', 'order', 'operator'));
ALTER TABLE inquiry ADD COLUMN statistic TEXT NOT NULL DEFAULT ''; -- short name
ALTER TABLE inquiry ADD COLUMN started_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE inquiry ADD COLUMN answered_at INTEGER;
ALTER TABLE inquiry ADD COLUMN holding_sent_at INTEGER;
ALTER TABLE inquiry ADD COLUMN holding_on TEXT;
ALTER TABLE inquiry ADD COLUMN target_at INTEGER;
ALTER TABLE inquiry ADD COLUMN limit_at INTEGER;
ALTER TABLE inquiry ADD COLUMN holding_at INTEGER;
ALTER TABLE inquiry ADD COLUMN wanted_at INTEGER;         -- what the asker needs it by
ALTER TABLE inquiry ADD COLUMN due_at INTEGER;            -- of the clock that is watched
ALTER TABLE inquiry ADD COLUMN due_kind TEXT NOT NULL DEFAULT ''
    CHECK (due_kind IN ('', 'target', 'limit', 'holding', 'forward', 'wanted'));
ALTER TABLE inquiry ADD COLUMN due_by TEXT NOT NULL DEFAULT 'local' CHECK (due_by IN ('document', 'law', 'local'));
ALTER TABLE inquiry ADD COLUMN paused INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1));
ALTER TABLE inquiry ADD COLUMN queue_at INTEGER NOT NULL DEFAULT 0; -- orders the queue; clocks_queue_key
ALTER TABLE inquiry ADD COLUMN bumped INTEGER NOT NULL DEFAULT 0 CHECK (bumped IN (0, 1));
ALTER TABLE inquiry ADD COLUMN snoozed_until INTEGER;
ALTER TABLE inquiry ADD COLUMN decision TEXT NOT NULL DEFAULT ''
    CHECK (decision IN ('', 'granted', 'partly', 'refused', 'passed_on', 'withdrawn'));
ALTER TABLE inquiry ADD COLUMN decision_basis TEXT NOT NULL DEFAULT '';
ALTER TABLE inquiry ADD COLUMN survey TEXT NOT NULL DEFAULT '';      -- code
ALTER TABLE inquiry ADD COLUMN wished_time TEXT NOT NULL DEFAULT ''; -- of an interview, in the person's words
ALTER TABLE inquiry ADD COLUMN wished_mode TEXT NOT NULL DEFAULT ''
    CHECK (wished_mode IN ('', 'phone', 'video', 'visit', 'web', 'paper'));
UPDATE inquiry SET started_at = received_at, queue_at = 1000000000000 + received_at;
-- What was answered before this step stays answered; what was asked after the answer has waited since it was asked.
UPDATE inquiry SET answered_at = (SELECT max(m.at) FROM message AS m WHERE m.inquiry = inquiry.id
    AND m.direction = 'out' AND m.delivery NOT IN ('withdrawn', 'refused'));
UPDATE inquiry SET answered_at = NULL, started_at = (SELECT min(m.at) FROM message AS m WHERE m.inquiry = inquiry.id
    AND m.direction = 'in' AND m.automatic = '' AND m.at > inquiry.answered_at)
    WHERE EXISTS (SELECT 1 FROM message AS m WHERE m.inquiry = inquiry.id
    AND m.direction = 'in' AND m.automatic = '' AND m.at > inquiry.answered_at);

-- The queue by the watched clock; closed ones by receipt. The silo stands last, so that what one may not see is passed
-- over without reading its row.
DROP INDEX inquiry_queue;
DROP INDEX inquiry_owner;
CREATE INDEX inquiry_queue ON inquiry (state, queue_at, id, silo) WHERE state <> 'closed';
CREATE INDEX inquiry_owner ON inquiry (owner, state, queue_at, id, silo) WHERE owner IS NOT NULL AND state <> 'closed';
CREATE INDEX inquiry_received ON inquiry (state, received_at, id, silo);
CREATE INDEX inquiry_snoozed ON inquiry (snoozed_until) WHERE snoozed_until IS NOT NULL;

-- As inquiry_count before, but by silo: what one may not see is not counted for one either.
DROP TRIGGER inquiry_count_insert;
DROP TRIGGER inquiry_count_update;
DROP TRIGGER inquiry_count_delete;
DROP TABLE inquiry_count;
CREATE TABLE inquiry_tally (
    silo TEXT NOT NULL,
    state TEXT NOT NULL,
    owner INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (silo, state, owner)
) STRICT, WITHOUT ROWID;
INSERT INTO inquiry_tally (silo, state, owner, count)
    SELECT silo, state, ifnull(owner, 0), count(*) FROM inquiry GROUP BY silo, state, ifnull(owner, 0);
CREATE TRIGGER inquiry_tally_insert AFTER INSERT ON inquiry BEGIN
    INSERT INTO inquiry_tally (silo, state, owner, count) VALUES (new.silo, new.state, ifnull(new.owner, 0), 1)
        ON CONFLICT (silo, state, owner) DO UPDATE SET count = count + 1; END;
CREATE TRIGGER inquiry_tally_update AFTER UPDATE OF silo, state, owner ON inquiry BEGIN
    UPDATE inquiry_tally SET count = count - 1
        WHERE silo = old.silo AND state = old.state AND owner = ifnull(old.owner, 0);
    INSERT INTO inquiry_tally (silo, state, owner, count) VALUES (new.silo, new.state, ifnull(new.owner, 0), 1)
        ON CONFLICT (silo, state, owner) DO UPDATE SET count = count + 1; END;
CREATE TRIGGER inquiry_tally_delete AFTER DELETE ON inquiry BEGIN
    UPDATE inquiry_tally SET count = count - 1
        WHERE silo = old.silo AND state = old.state AND owner = ifnull(old.owner, 0); END;

-- Times of waiting for the inquirer; one without an end is running.
CREATE TABLE pause (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    inquiry INTEGER NOT NULL REFERENCES inquiry (id),
    from_at INTEGER NOT NULL,
    until_at INTEGER
) STRICT;
CREATE INDEX pause_inquiry ON pause (inquiry, id);
INSERT INTO pause (inquiry, from_at)
    SELECT id, changed_at FROM inquiry WHERE state = 'waiting' AND answered_at IS NULL;

-- What a message is to its inquiry, whether it is journalled and why, and how many identity numbers are in it.
ALTER TABLE message ADD COLUMN purpose TEXT NOT NULL DEFAULT ''
    CHECK (purpose IN ('', 'answer', 'question', 'holding', 'receipt', 'forward', 'notice', 'from_section'));
ALTER TABLE message ADD COLUMN journal TEXT NOT NULL DEFAULT '' CHECK (journal IN ('', 'no', 'assess', 'yes'));
ALTER TABLE message ADD COLUMN journal_reason TEXT NOT NULL DEFAULT ''; -- by hand; '': the category's
ALTER TABLE message ADD COLUMN identity_numbers INTEGER NOT NULL DEFAULT 0;
ALTER TABLE draft ADD COLUMN purpose TEXT NOT NULL DEFAULT 'answer' CHECK (purpose IN ('answer', 'question', 'holding'));

-- An inquiry sent on to a section or a person, and what came of it.
CREATE TABLE forward (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    inquiry INTEGER NOT NULL REFERENCES inquiry (id),
    message INTEGER REFERENCES message (id),  -- the mail that went out
    notice INTEGER REFERENCES message (id),   -- what the inquirer was told; NULL: not told
    token TEXT NOT NULL UNIQUE,
    section TEXT NOT NULL DEFAULT '',         -- code
    person INTEGER REFERENCES person (id),
    name TEXT NOT NULL,                       -- as it was then
    address TEXT NOT NULL,
    operator INTEGER REFERENCES operator (id),
    at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,                  -- silence until then brings the inquiry back
    state TEXT NOT NULL CHECK (state IN ('waiting', 'silent', 'answered', 'answered_directly', 'taken_back')),
    settled_at INTEGER,
    answer INTEGER REFERENCES message (id)
) STRICT;
CREATE INDEX forward_inquiry ON forward (inquiry, id);
CREATE INDEX forward_waiting ON forward (due_at) WHERE state = 'waiting';

-- Typed links between inquiries; kind says what `inquiry` is to `other`.
CREATE TABLE link (
    inquiry INTEGER NOT NULL REFERENCES inquiry (id),
    other INTEGER NOT NULL REFERENCES inquiry (id),
    kind TEXT NOT NULL CHECK (kind IN ('split_from', 'duplicate_of', 'follows', 'same_order', 'related')),
    at INTEGER NOT NULL,
    PRIMARY KEY (inquiry, other, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX link_other ON link (other);

CREATE TABLE tag (
    inquiry INTEGER NOT NULL REFERENCES inquiry (id),
    tag TEXT NOT NULL,
    PRIMARY KEY (inquiry, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX tag_tag ON tag (tag);

-- Further facts of an inquiry, by name (domain/inquiry_facts.h): where it came from, who asks, what kind of question.
CREATE TABLE inquiry_fact (
    inquiry INTEGER NOT NULL REFERENCES inquiry (id),
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (inquiry, name)
) STRICT, WITHOUT ROWID;

-- Documents ordered in the eInnsyn portal: the same order brought twice makes no second case.
CREATE TABLE access_order (
    order_id TEXT NOT NULL,
    document_id TEXT NOT NULL,
    inquiry INTEGER NOT NULL REFERENCES inquiry (id),
    case_number TEXT NOT NULL DEFAULT '',
    document_number TEXT NOT NULL DEFAULT '',
    journal_number TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (order_id, document_id)
) STRICT, WITHOUT ROWID;

-- The public journal's sequence of a year. A row is never removed: what was journalled in error is void, with a reason.
CREATE TABLE journal_entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    year INTEGER NOT NULL,
    number INTEGER NOT NULL,
    inquiry INTEGER NOT NULL REFERENCES inquiry (id),
    message INTEGER NOT NULL REFERENCES message (id),
    type TEXT NOT NULL CHECK (type IN ('I', 'U', 'N', 'X')),
    journal_on TEXT NOT NULL,
    document_on TEXT NOT NULL,
    title TEXT NOT NULL,                      -- public
    title_internal TEXT NOT NULL,
    party TEXT NOT NULL DEFAULT '',           -- public; '': withheld
    party_role TEXT NOT NULL CHECK (party_role IN ('avsender', 'mottaker')),
    party_is_person INTEGER NOT NULL CHECK (party_is_person IN (0, 1)),
    unit TEXT NOT NULL DEFAULT '',
    handler TEXT NOT NULL DEFAULT '',
    access_code TEXT NOT NULL DEFAULT '',
    legal_basis TEXT NOT NULL DEFAULT '',
    void_at INTEGER,
    void_reason TEXT NOT NULL DEFAULT '',
    UNIQUE (year, number)
) STRICT;
CREATE UNIQUE INDEX journal_entry_message ON journal_entry (message) WHERE void_at IS NULL;
CREATE INDEX journal_entry_inquiry ON journal_entry (inquiry, message);

-- Surveys that respondents ask about, so that "must I?" is answered at once (domain/survey.h).
CREATE TABLE survey (
    code TEXT PRIMARY KEY,
    name_nb TEXT NOT NULL,
    name_nn TEXT NOT NULL DEFAULT '',
    name_en TEXT NOT NULL DEFAULT '',
    audience TEXT NOT NULL CHECK (audience IN ('persons', 'businesses')),
    mandatory INTEGER NOT NULL CHECK (mandatory IN (0, 1)),
    legal_reference TEXT NOT NULL DEFAULT '',
    deadline_on TEXT NOT NULL DEFAULT '',
    reminders TEXT NOT NULL DEFAULT '',       -- days sent, "2026-03-02, 2026-03-16"
    what_nb TEXT NOT NULL DEFAULT '',
    what_nn TEXT NOT NULL DEFAULT '',
    what_en TEXT NOT NULL DEFAULT '',
    whom TEXT NOT NULL DEFAULT '',
    how TEXT NOT NULL DEFAULT '',
    section TEXT NOT NULL DEFAULT '',
    contact TEXT NOT NULL DEFAULT '',         -- initials
    phone TEXT NOT NULL DEFAULT '',
    email TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

-- Automatic mail sent by itself, for the caps against loops.
CREATE TABLE receipt (
    address TEXT NOT NULL,
    at INTEGER NOT NULL,
    inquiry INTEGER NOT NULL REFERENCES inquiry (id),
    PRIMARY KEY (address, at, inquiry)
) STRICT, WITHOUT ROWID;
CREATE INDEX receipt_inquiry ON receipt (inquiry, at);
