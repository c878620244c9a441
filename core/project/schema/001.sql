-- Promptlathe project, schema 1. One SQLite database; PRAGMA application_id is 0x4C415448 ("LATH"), PRAGMA user_version the
-- schema's number. Times are UTC text ("2026-11-23T20:40:00.123Z"), JSON is text, tensors are little-endian float32 in
-- row-major order, cut into parts of at most 8 MiB. Read it with sqlite3 or pandas:
--   SELECT step, value FROM metric WHERE run = 3 AND name = 'loss' ORDER BY step;
-- A file that is open keeps its newest rows in NAME.lathe-wal: copy it with `promptlathe-cli backup`, never as a file.

-- Facts about the file: 'created', 'program' (the version that made it), 'draft recipe' (JSON, as last edited), 'view NAME' (JSON, a table's columns).
CREATE TABLE project (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Data sets. A set whose import has not ended (ready = 0), or that is being deleted (ready = -1), is not shown.
CREATE TABLE data_set (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL,
    source   TEXT NOT NULL,              -- the path that it was read from
    format   TEXT NOT NULL,              -- jsonl, json, csv, tsv
    imported TEXT NOT NULL,              -- when
    digest   TEXT NOT NULL DEFAULT '',   -- SHA-256 over "split<TAB>fields as JSON<LF>" of all rows in order
    fields   TEXT NOT NULL DEFAULT '[]', -- names of fields in the order of their first row, JSON array
    notes    TEXT NOT NULL DEFAULT '[]', -- what was odd but harmless while reading, JSON array
    importer TEXT NOT NULL DEFAULT '',   -- "host boot pid" of the process that imports
    ready    INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX data_set_name ON data_set (name) WHERE ready = 1;

-- How many rows each split has.
CREATE TABLE data_split (
    data_set INTEGER NOT NULL REFERENCES data_set (id) ON DELETE CASCADE,
    name     TEXT NOT NULL,              -- train, validation, test, or another
    rows     INTEGER NOT NULL,
    PRIMARY KEY (data_set, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE data_row (
    data_set INTEGER NOT NULL REFERENCES data_set (id) ON DELETE CASCADE,
    row      INTEGER NOT NULL,           -- from 0, in the file's order
    split    TEXT NOT NULL,
    fields   TEXT NOT NULL,              -- JSON object
    PRIMARY KEY (data_set, row)
) STRICT, WITHOUT ROWID;
CREATE INDEX data_row_split ON data_row (data_set, split, row);

-- Recipes saved under a name, as their author wrote them.
CREATE TABLE recipe (
    name    TEXT NOT NULL PRIMARY KEY,
    recipe  TEXT NOT NULL,               -- JSON
    changed TEXT NOT NULL
) STRICT;

-- Runs. A run that reads 'running' or 'paused' while nobody holds its lock file was interrupted.
CREATE TABLE run (
    run      INTEGER PRIMARY KEY AUTOINCREMENT,
    name     TEXT NOT NULL,
    state    TEXT NOT NULL CHECK (state IN ('queued', 'running', 'paused', 'stopped', 'failed', 'finished')),
    steps    INTEGER NOT NULL DEFAULT 0, -- steps in all, once known
    recipe   TEXT NOT NULL,              -- the complete recipe, JSON
    resolved TEXT NOT NULL DEFAULT 'null', -- what `auto` became, versions and digests, JSON
    created  TEXT NOT NULL,
    started  TEXT,                       -- first start
    ended    TEXT,                       -- last end
    note     TEXT NOT NULL DEFAULT '',
    host     TEXT NOT NULL DEFAULT '',   -- who trained it last
    pid      INTEGER NOT NULL DEFAULT 0,
    boot     TEXT NOT NULL DEFAULT '',   -- that machine's boot id
    failure  TEXT,                       -- {"what", "where", "todo"}, JSON
    deleted  INTEGER NOT NULL DEFAULT 0  -- 1: its rows are being removed; more: deleted in that second (Unix time), and kept for 30 days
) STRICT;

CREATE TABLE tag (
    run INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    PRIMARY KEY (run, tag)
) STRICT, WITHOUT ROWID;

-- Where a run is; apart from `run`, because it changes with each step.
CREATE TABLE run_progress (
    run       INTEGER PRIMARY KEY REFERENCES run (run) ON DELETE CASCADE,
    step      INTEGER NOT NULL DEFAULT 0,
    seconds   REAL NOT NULL DEFAULT 0,     -- spent training
    best_step INTEGER NOT NULL DEFAULT -1  -- by validation; -1: never evaluated
) STRICT;

-- Each step's numbers. NULL: not a finite number.
CREATE TABLE metric (
    run   INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE,
    step  INTEGER NOT NULL,
    name  TEXT NOT NULL,                 -- loss, learning_rate, validation.accuracy, ...
    value REAL,
    PRIMARY KEY (run, step, name)
) STRICT, WITHOUT ROWID;

-- Complete blocks of 256 steps of each metric; the steps behind the last block stand in `metric` alone.
CREATE TABLE curve (
    run     INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE,
    name    TEXT NOT NULL,
    block   INTEGER NOT NULL,            -- step / 256
    points  INTEGER NOT NULL,            -- finite values in it
    minimum REAL,
    maximum REAL,
    mean    REAL,
    PRIMARY KEY (run, name, block)
) STRICT, WITHOUT ROWID;

-- The last value of each metric, and its best: of evaluations the value at the best step, of `loss` the lowest.
CREATE TABLE run_summary (
    run       INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE,
    name      TEXT NOT NULL,
    points    INTEGER NOT NULL,
    last      REAL,
    last_step INTEGER NOT NULL,
    best      REAL,
    best_step INTEGER,
    PRIMARY KEY (run, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE evaluation (
    id       INTEGER PRIMARY KEY,
    run      INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE,
    step     INTEGER NOT NULL,
    data     TEXT NOT NULL,              -- data set/split
    examples INTEGER NOT NULL,
    metrics  TEXT NOT NULL,              -- {"accuracy": 0.9, ...}, JSON
    time     TEXT NOT NULL,
    best     INTEGER NOT NULL DEFAULT 0, -- 1: the best step when it was made
    UNIQUE (run, step, data)
) STRICT;

CREATE TABLE prediction (
    evaluation INTEGER NOT NULL REFERENCES evaluation (id) ON DELETE CASCADE,
    row        INTEGER NOT NULL,         -- the data set's row
    label      TEXT NOT NULL,            -- the truth
    prediction TEXT NOT NULL,
    scores     TEXT NOT NULL,            -- {"animal": 0.93, ...}, JSON
    PRIMARY KEY (evaluation, row)
) STRICT, WITHOUT ROWID;

-- Stored prompts.
CREATE TABLE snapshot (
    run   INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE,
    step  INTEGER NOT NULL,
    drift REAL,                          -- mean way of the prompt's vectors since the snapshot before
    time  TEXT NOT NULL,
    PRIMARY KEY (run, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE snapshot_tensor (
    run      INTEGER NOT NULL,
    step     INTEGER NOT NULL,
    position INTEGER NOT NULL,           -- order among the snapshot's tensors
    part     INTEGER NOT NULL,
    name     TEXT NOT NULL,              -- prompt, decoder.self.key, ...
    shape    TEXT NOT NULL,              -- JSON array
    data     BLOB NOT NULL,
    FOREIGN KEY (run, step) REFERENCES snapshot (run, step) ON DELETE CASCADE
) STRICT;
CREATE UNIQUE INDEX snapshot_tensor_part ON snapshot_tensor (run, step, position, part);

-- The nearest words of each vector of a snapshot.
CREATE TABLE neighbour (
    run        INTEGER NOT NULL,
    step       INTEGER NOT NULL,
    metric     TEXT NOT NULL,            -- cosine, euclidean, dot
    position   INTEGER NOT NULL,
    norm       REAL,
    neighbours TEXT NOT NULL,            -- [{"token", "text", "score"}], nearest first, JSON
    PRIMARY KEY (run, step, metric, position),
    FOREIGN KEY (run, step) REFERENCES snapshot (run, step) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- What training needs to go on to the same bits: the newest state of each run.
CREATE TABLE resume_state (
    run      INTEGER PRIMARY KEY REFERENCES run (run) ON DELETE CASCADE,
    step     INTEGER NOT NULL,
    counters TEXT NOT NULL,              -- JSON
    time     TEXT NOT NULL
) STRICT;

CREATE TABLE resume_tensor (
    run      INTEGER NOT NULL REFERENCES resume_state (run) ON DELETE CASCADE,
    step     INTEGER NOT NULL,
    position INTEGER NOT NULL,
    part     INTEGER NOT NULL,
    name     TEXT NOT NULL,
    shape    TEXT NOT NULL,
    data     BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX resume_tensor_part ON resume_tensor (run, step, position, part);

-- What windows and `stop` ask of a running worker; it takes them away.
CREATE TABLE request (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    run     INTEGER NOT NULL REFERENCES run (run) ON DELETE CASCADE,
    request TEXT NOT NULL,               -- {"do": "stop", "keep": "best"}, JSON
    posted  TEXT NOT NULL
) STRICT;
CREATE INDEX request_run ON request (run);

-- What was read and done, each reading of a test split among it.
CREATE TABLE log (
    id    INTEGER PRIMARY KEY,
    time  TEXT NOT NULL,
    level TEXT NOT NULL,                 -- info, warning, error
    text  TEXT NOT NULL,
    run   INTEGER NOT NULL DEFAULT 0     -- 0: the project's
) STRICT;
