-- Promptlathe project, schema 3: sweeps and studies, which are ordinary runs that belong together.

-- A sweep by name. The same name with the same recipe and plan goes on where it stopped.
CREATE TABLE sweep (
    id      INTEGER PRIMARY KEY,
    name    TEXT NOT NULL UNIQUE,
    study   TEXT NOT NULL DEFAULT '',    -- the study's name ("length"); '': a sweep of the user's own
    recipe  TEXT NOT NULL,               -- the recipe that it varies, JSON
    plan    TEXT NOT NULL,               -- {"configurations": [{key: value}], "seeds", "each", "by"}, JSON
    created TEXT NOT NULL
) STRICT;

-- The runs that a sweep asks for, in its order.
CREATE TABLE sweep_run (
    sweep         INTEGER NOT NULL REFERENCES sweep (id) ON DELETE CASCADE,
    position      INTEGER NOT NULL,
    configuration INTEGER NOT NULL,      -- index into the plan's configurations
    seed          INTEGER NOT NULL,      -- training.seed
    part          TEXT NOT NULL,         -- the value of the field of --each; '' without one
    run           INTEGER REFERENCES run (run) ON DELETE SET NULL, -- NULL: not begun yet, or deleted
    PRIMARY KEY (sweep, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX sweep_run_run ON sweep_run (run);

-- What there is without training, measured on the same data, to stand beside runs in tables.
CREATE TABLE baseline (
    id       INTEGER PRIMARY KEY,
    kind     TEXT NOT NULL,              -- zero-shot, manual, shots, majority
    settings TEXT NOT NULL,              -- {"template"}, {"shots", "seed"}, {"label"} or {}, JSON
    recipe   TEXT NOT NULL,              -- the task and backbone that it was measured by, JSON
    data     TEXT NOT NULL,              -- data set/split
    examples INTEGER NOT NULL,
    metrics  TEXT NOT NULL,              -- JSON
    time     TEXT NOT NULL,
    UNIQUE (kind, settings, recipe, data)
) STRICT;
