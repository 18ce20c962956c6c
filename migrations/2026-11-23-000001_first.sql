-- Every table of the first slice. A row that is filtered by subtree carries its organisation's path itself.

-- kind and sector are those of today, to filter by; settings has them of every day, in JSON. dissolved_on is the first day
-- on which it is no more.
CREATE TABLE organizations (
    id Uid PRIMARY KEY NOT NULL,
    parent_id Uid REFERENCES organizations (id),
    path Text NOT NULL UNIQUE,
    code Text UNIQUE,
    name Text NOT NULL,
    short_name Text,
    kind Text NOT NULL,
    sector Text,
    settings Text NOT NULL,
    active_from LocalDay NOT NULL,
    status Text NOT NULL,
    dissolved_on LocalDay,
    merged_into Uid REFERENCES organizations (id),
    next_child Integer NOT NULL,
    created_at Instant NOT NULL,
    updated_at Instant NOT NULL,
    version Integer NOT NULL
);
CREATE INDEX organizations_by_parent ON organizations (parent_id, name, id);
CREATE INDEX organizations_by_name ON organizations (name);
CREATE INDEX organizations_by_merger ON organizations (merged_into);

-- Flags say from and to when they held, as duties do in memberships.
CREATE TABLE members (
    id Uid PRIMARY KEY NOT NULL,
    organization_id Uid NOT NULL REFERENCES organizations (id),
    path Text NOT NULL,
    name Text NOT NULL,
    status Text NOT NULL,
    joined_on LocalDay NOT NULL,
    full_on LocalDay,
    flags Text NOT NULL,
    ended_on LocalDay,
    created_at Instant NOT NULL,
    updated_at Instant NOT NULL,
    version Integer NOT NULL
);
CREATE INDEX members_by_organization ON members (organization_id, name, joined_on);
CREATE INDEX members_by_path ON members (path);

-- Who belonged where on a day: from_on is the first day, to_on the first day no longer.
CREATE TABLE memberships (
    member_id Uid NOT NULL REFERENCES members (id),
    organization_id Uid NOT NULL REFERENCES organizations (id),
    path Text NOT NULL,
    group_id Uid REFERENCES organizations (id),
    from_on LocalDay NOT NULL,
    to_on LocalDay,
    duties Text NOT NULL,
    PRIMARY KEY (member_id, from_on)
);
CREATE INDEX memberships_by_organization ON memberships (organization_id, from_on);
CREATE INDEX memberships_by_group ON memberships (group_id, from_on);
CREATE INDEX memberships_by_path ON memberships (path);

-- Who sat on a leading body on a day, wherever they belong: to_on is the first day no longer.
CREATE TABLE body_seats (
    id Uid PRIMARY KEY NOT NULL,
    organization_id Uid NOT NULL REFERENCES organizations (id),
    path Text NOT NULL,
    member_id Uid NOT NULL REFERENCES members (id),
    position Text NOT NULL,
    from_on LocalDay NOT NULL,
    to_on LocalDay,
    created_at Instant NOT NULL,
    updated_at Instant NOT NULL,
    version Integer NOT NULL
);
CREATE INDEX body_seats_by_organization ON body_seats (organization_id, from_on);
CREATE INDEX body_seats_by_path ON body_seats (path);
CREATE INDEX body_seats_by_member ON body_seats (member_id);

CREATE TABLE accounts (
    id Uid PRIMARY KEY NOT NULL,
    login Text NOT NULL UNIQUE,
    name Text NOT NULL,
    organization_id Uid NOT NULL REFERENCES organizations (id),
    member_id Uid REFERENCES members (id),
    password_hash Text,
    invitation_hash Text UNIQUE,
    invitation_until Instant,
    invitation_used_at Instant,
    disabled_at Instant,
    created_at Instant NOT NULL,
    password_changed_at Instant,
    version Integer NOT NULL
);

CREATE INDEX accounts_by_organization ON accounts (organization_id, login);

CREATE TABLE grants (
    id Uid PRIMARY KEY NOT NULL,
    account_id Uid NOT NULL REFERENCES accounts (id),
    organization_id Uid NOT NULL REFERENCES organizations (id),
    role Text NOT NULL,
    valid_from LocalDay NOT NULL,
    valid_to LocalDay,
    created_at Instant NOT NULL,
    created_by Uid REFERENCES accounts (id),
    revoked_at Instant,
    version Integer NOT NULL
);
CREATE INDEX grants_by_account ON grants (account_id);
CREATE INDEX grants_by_organization ON grants (organization_id, id);

CREATE TABLE devices (
    id Uid PRIMARY KEY NOT NULL,
    account_id Uid NOT NULL REFERENCES accounts (id),
    name Text NOT NULL,
    created_at Instant NOT NULL,
    seen_at Instant NOT NULL,
    revoked_at Instant
);
CREATE INDEX devices_by_account ON devices (account_id, id);

CREATE TABLE refresh_tokens (
    hash Text PRIMARY KEY NOT NULL,
    device_id Uid NOT NULL REFERENCES devices (id),
    issued_at Instant NOT NULL,
    expires_at Instant NOT NULL,
    used_at Instant
);
CREATE INDEX refresh_tokens_by_device ON refresh_tokens (device_id);

-- The head of a session: what lists filter on. It tells of the record in force, whatever amendment stands beside it. Of its
-- versions: the last of all, the one that wrote the record, the one that gave the status, the one that was judged.
CREATE TABLE sessions (
    id Uid PRIMARY KEY NOT NULL,
    organization_id Uid NOT NULL REFERENCES organizations (id),
    path Text NOT NULL,
    kind Text NOT NULL,
    also_kind Text,
    title Text NOT NULL,
    status Text NOT NULL,
    held_on LocalDay NOT NULL,
    received_at Instant NOT NULL,
    late Bool NOT NULL,
    outcome Text,
    incomplete Bool NOT NULL,
    version Integer NOT NULL,
    last_act Text NOT NULL,
    document_version Integer NOT NULL,
    status_version Integer NOT NULL,
    judged_version Integer,
    created_by Uid NOT NULL REFERENCES accounts (id),
    submitted_by Uid REFERENCES accounts (id),
    submitted_at Instant,
    updated_at Instant NOT NULL
);
CREATE INDEX sessions_by_organization ON sessions (organization_id, held_on, id);
CREATE INDEX sessions_by_path ON sessions (path, held_on);
CREATE INDEX sessions_by_day ON sessions (held_on, id);
CREATE INDEX sessions_in_review ON sessions (status, submitted_at, id);

-- What an accepted record is to become, until it is accepted too or taken back: no more than one beside each.
CREATE TABLE amendments (
    session_id Uid PRIMARY KEY NOT NULL REFERENCES sessions (id),
    path Text NOT NULL,
    version Integer NOT NULL,
    status_version Integer NOT NULL,
    kind Text NOT NULL,
    also_kind Text,
    title Text NOT NULL,
    held_on LocalDay NOT NULL,
    late Bool NOT NULL,
    outcome Text,
    incomplete Bool NOT NULL,
    status Text NOT NULL,
    reason Text NOT NULL,
    hash Text NOT NULL,
    submitted_by Uid NOT NULL REFERENCES accounts (id),
    submitted_at Instant NOT NULL
);
CREATE INDEX amendments_by_path ON amendments (path);
CREATE INDEX amendments_in_review ON amendments (status, submitted_at, session_id);

-- A version that only changed the status has no document of its own: document_version says whose it is.
CREATE TABLE session_versions (
    session_id Uid NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    version Integer NOT NULL,
    document_version Integer NOT NULL,
    document Text,
    hash Text NOT NULL,
    findings Text,
    author Uid NOT NULL REFERENCES accounts (id),
    device Uid,
    created_at Instant NOT NULL,
    act Text NOT NULL,
    reason Text,
    PRIMARY KEY (session_id, version)
);

-- Who was at which session, by person and home: made anew from the documents at any time.
CREATE TABLE attendances (
    session_id Uid NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    member_id Uid NOT NULL REFERENCES members (id),
    organization_id Uid NOT NULL REFERENCES organizations (id),
    path Text NOT NULL,
    kind Text NOT NULL,
    held_on LocalDay NOT NULL,
    came Text NOT NULL,
    minutes Integer,
    basis Text,
    PRIMARY KEY (session_id, member_id)
);
CREATE INDEX attendances_by_member ON attendances (member_id, held_on);
CREATE INDEX attendances_by_organization ON attendances (organization_id, held_on);
CREATE INDEX attendances_by_path ON attendances (path);

CREATE TABLE evaluations (
    id Uid PRIMARY KEY NOT NULL,
    session_id Uid NOT NULL REFERENCES sessions (id),
    version Integer NOT NULL,
    organization_id Uid NOT NULL REFERENCES organizations (id),
    path Text NOT NULL,
    document_version Integer NOT NULL,
    of_amendment Bool NOT NULL,
    verdict Text NOT NULL,
    inspection Bool NOT NULL,
    document Text NOT NULL,
    author Uid NOT NULL REFERENCES accounts (id),
    created_at Instant NOT NULL,
    appeal Text,
    appealed_at Instant,
    appealed_by Uid REFERENCES accounts (id),
    answer Text,
    answered_at Instant,
    answered_by Uid REFERENCES accounts (id),
    withdrawn Bool NOT NULL
);
CREATE INDEX evaluations_by_session ON evaluations (session_id, created_at, id);
CREATE INDEX evaluations_by_path ON evaluations (path, created_at);
CREATE INDEX evaluations_appealed ON evaluations (appealed_at, id) WHERE appeal IS NOT NULL AND answer IS NULL;

CREATE TABLE evaluation_forms (
    organization_id Uid NOT NULL REFERENCES organizations (id),
    kind Text NOT NULL,
    document Text NOT NULL,
    author Uid NOT NULL REFERENCES accounts (id),
    created_at Instant NOT NULL,
    version Integer NOT NULL,
    PRIMARY KEY (organization_id, kind)
);

-- Local rules that a committee has switched on for its subtree.
CREATE TABLE local_rules (
    organization_id Uid NOT NULL REFERENCES organizations (id),
    profile Text NOT NULL,
    since LocalDay NOT NULL,
    author Uid NOT NULL REFERENCES accounts (id),
    created_at Instant NOT NULL,
    version Integer NOT NULL,
    PRIMARY KEY (organization_id, profile)
);

-- What happened, in order, and how the subject stood before and after, as far as readers that add up need it. Numbers
-- have no gaps: they are taken last in the transaction that they describe.
CREATE TABLE trail (
    shard SmallInt NOT NULL,
    seq BigInt NOT NULL,
    created_at Instant NOT NULL,
    act Text NOT NULL,
    organization_id Uid NOT NULL,
    path Text NOT NULL,
    actor Uid,
    device Uid,
    subject_kind Text NOT NULL,
    subject_id Uid NOT NULL,
    version Integer NOT NULL,
    hash Text,
    kind Text,
    day LocalDay,
    state_before Text,
    state_after Text,
    PRIMARY KEY (shard, seq)
) clustered;
CREATE INDEX trail_by_subject ON trail (subject_id);

CREATE TABLE trail_counters (
    shard SmallInt PRIMARY KEY NOT NULL,
    seq BigInt NOT NULL
);

-- One row: which life of this database it is. A restore starts another.
CREATE TABLE instance (
    epoch Uid PRIMARY KEY NOT NULL,
    begun_at Instant NOT NULL
);

-- A fixed number of counters on PostgreSQL, so that second-level organisations do not wait for each other.
-- sqlite: INSERT INTO trail_counters (shard, seq) VALUES (0, 0);
-- postgres: INSERT INTO trail_counters (shard, seq) SELECT shard, 0 FROM generate_series(0, 15) AS shard;
-- sqlite: INSERT INTO instance (epoch, begun_at) VALUES (randomblob(16), CAST(unixepoch('subsec') * 1000000 AS INTEGER));
-- postgres: INSERT INTO instance (epoch, begun_at) VALUES (gen_random_uuid(), now());
