-- Every table of the first slice. A row that is filtered by subtree carries its organisation's path itself.

CREATE TABLE organizations (
    id BLOB PRIMARY KEY NOT NULL,
    parent_id BLOB REFERENCES organizations (id),
    path TEXT NOT NULL UNIQUE,
    code TEXT UNIQUE,
    name TEXT NOT NULL,
    short_name TEXT,
    kind TEXT NOT NULL,
    sector TEXT,
    party_day INTEGER,
    large_or_scattered INTEGER NOT NULL,
    status TEXT NOT NULL,
    dissolved_on TEXT,
    next_child INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX organizations_by_parent ON organizations (parent_id, name, id);
CREATE INDEX organizations_by_name ON organizations (name);

CREATE TABLE members (
    id BLOB PRIMARY KEY NOT NULL,
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    path TEXT NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    joined_on TEXT NOT NULL,
    full_on TEXT,
    duties TEXT NOT NULL,
    flags TEXT NOT NULL,
    ended_on TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX members_by_organization ON members (organization_id, name, joined_on);
CREATE INDEX members_by_path ON members (path);

-- Who belonged where on a day: from_on is the first day, to_on the first day no longer.
CREATE TABLE memberships (
    member_id BLOB NOT NULL REFERENCES members (id),
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    path TEXT NOT NULL,
    group_id BLOB REFERENCES organizations (id),
    from_on TEXT NOT NULL,
    to_on TEXT,
    PRIMARY KEY (member_id, from_on)
) STRICT;
CREATE INDEX memberships_by_organization ON memberships (organization_id, from_on);
CREATE INDEX memberships_by_group ON memberships (group_id, from_on);
CREATE INDEX memberships_by_path ON memberships (path);

CREATE TABLE accounts (
    id BLOB PRIMARY KEY NOT NULL,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    member_id BLOB REFERENCES members (id),
    password_hash TEXT,
    invitation_hash TEXT UNIQUE,
    invitation_until INTEGER,
    invitation_used_at INTEGER,
    disabled_at INTEGER,
    created_at INTEGER NOT NULL,
    password_changed_at INTEGER,
    version INTEGER NOT NULL
) STRICT;

CREATE INDEX accounts_by_organization ON accounts (organization_id, login);

CREATE TABLE grants (
    id BLOB PRIMARY KEY NOT NULL,
    account_id BLOB NOT NULL REFERENCES accounts (id),
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    role TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    created_at INTEGER NOT NULL,
    created_by BLOB REFERENCES accounts (id),
    revoked_at INTEGER,
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX grants_by_account ON grants (account_id);
CREATE INDEX grants_by_organization ON grants (organization_id, id);

CREATE TABLE devices (
    id BLOB PRIMARY KEY NOT NULL,
    account_id BLOB NOT NULL REFERENCES accounts (id),
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;
CREATE INDEX devices_by_account ON devices (account_id, id);

CREATE TABLE refresh_tokens (
    hash TEXT PRIMARY KEY NOT NULL,
    device_id BLOB NOT NULL REFERENCES devices (id),
    issued_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
CREATE INDEX refresh_tokens_by_device ON refresh_tokens (device_id);

-- The head of a session: what lists filter on. The record itself is the newest version's document.
CREATE TABLE sessions (
    id BLOB PRIMARY KEY NOT NULL,
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    path TEXT NOT NULL,
    kind TEXT NOT NULL,
    also_kind TEXT,
    title TEXT NOT NULL,
    status TEXT NOT NULL,
    held_on TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    late INTEGER NOT NULL,
    outcome TEXT,
    version INTEGER NOT NULL,
    document_version INTEGER NOT NULL,
    created_by BLOB NOT NULL REFERENCES accounts (id),
    submitted_by BLOB REFERENCES accounts (id),
    submitted_at INTEGER,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_by_organization ON sessions (organization_id, held_on, id);
CREATE INDEX sessions_by_path ON sessions (path, held_on);
CREATE INDEX sessions_by_day ON sessions (held_on, id);
CREATE INDEX sessions_in_review ON sessions (status, submitted_at, id);

-- A version that only changed the status has no document of its own: it is the latest one before it.
CREATE TABLE session_versions (
    session_id BLOB NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    document TEXT,
    hash TEXT NOT NULL,
    findings TEXT,
    author BLOB NOT NULL REFERENCES accounts (id),
    device BLOB,
    created_at INTEGER NOT NULL,
    act TEXT NOT NULL,
    reason TEXT,
    PRIMARY KEY (session_id, version)
) STRICT;

CREATE TABLE evaluations (
    id BLOB PRIMARY KEY NOT NULL,
    session_id BLOB NOT NULL REFERENCES sessions (id),
    version INTEGER NOT NULL,
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    path TEXT NOT NULL,
    verdict TEXT NOT NULL,
    document TEXT NOT NULL,
    author BLOB NOT NULL REFERENCES accounts (id),
    created_at INTEGER NOT NULL,
    appeal TEXT,
    appealed_at INTEGER,
    appealed_by BLOB REFERENCES accounts (id),
    answer TEXT,
    answered_at INTEGER,
    answered_by BLOB REFERENCES accounts (id),
    withdrawn INTEGER NOT NULL
) STRICT;
CREATE INDEX evaluations_by_session ON evaluations (session_id, created_at, id);
CREATE INDEX evaluations_by_path ON evaluations (path);

CREATE TABLE evaluation_forms (
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    kind TEXT NOT NULL,
    document TEXT NOT NULL,
    author BLOB NOT NULL REFERENCES accounts (id),
    created_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (organization_id, kind)
) STRICT;

-- Local rules that a committee has switched on for its subtree.
CREATE TABLE local_rules (
    organization_id BLOB NOT NULL REFERENCES organizations (id),
    profile TEXT NOT NULL,
    since TEXT NOT NULL,
    author BLOB NOT NULL REFERENCES accounts (id),
    created_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (organization_id, profile)
) STRICT;

-- What happened, in order, and how the subject stood before and after, as far as readers that add up need it. Numbers
-- have no gaps: they are taken last in the transaction that they describe.
CREATE TABLE trail (
    shard INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    act TEXT NOT NULL,
    organization_id BLOB NOT NULL,
    path TEXT NOT NULL,
    actor BLOB,
    device BLOB,
    subject_kind TEXT NOT NULL,
    subject_id BLOB NOT NULL,
    version INTEGER NOT NULL,
    hash TEXT,
    kind TEXT,
    day TEXT,
    state_before TEXT,
    state_after TEXT,
    PRIMARY KEY (shard, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX trail_by_subject ON trail (subject_id);

CREATE TABLE trail_counters (
    shard INTEGER PRIMARY KEY NOT NULL,
    seq INTEGER NOT NULL
) STRICT;

-- One row: which life of this database it is. A restore starts another.
CREATE TABLE instance (
    epoch BLOB PRIMARY KEY NOT NULL,
    begun_at INTEGER NOT NULL
) STRICT;

INSERT INTO trail_counters (shard, seq) VALUES (0, 0);
INSERT INTO instance (epoch, begun_at) VALUES (randomblob(16), CAST(unixepoch('subsec') * 1000000 AS INTEGER));
