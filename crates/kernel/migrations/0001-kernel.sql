CREATE TABLE journal (
    id BIGINT PRIMARY KEY,
    seq BIGINT,
    at BIGINT NOT NULL,
    assembly BIGINT NOT NULL,
    actor BIGINT NOT NULL,
    registrar BIGINT,
    act TEXT {c} NOT NULL,
    module TEXT {c} NOT NULL,
    subject BIGINT NOT NULL,
    payload TEXT,
    salt {blob},
    digest {blob} NOT NULL,
    leaf {blob},
    actor_alias {blob},
    registrar_alias {blob}
);
CREATE UNIQUE INDEX journal_seq ON journal (seq) WHERE seq IS NOT NULL;
CREATE INDEX journal_pending ON journal (id) WHERE seq IS NULL;
CREATE INDEX journal_subject ON journal (module, subject, id);
CREATE INDEX journal_assembly ON journal (assembly, id);
CREATE TABLE journal_alias (person BIGINT PRIMARY KEY, alias {blob} NOT NULL);
CREATE TABLE journal_cursor (reader TEXT {c} PRIMARY KEY, seq BIGINT NOT NULL);
CREATE TABLE tree_head (id BIGINT PRIMARY KEY, size BIGINT NOT NULL, frontier {blob} NOT NULL, note TEXT NOT NULL, at BIGINT NOT NULL);

CREATE TABLE idempotency (
    person BIGINT NOT NULL,
    key TEXT {c} NOT NULL,
    print {blob} NOT NULL,
    answer TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (person, key)
);
CREATE INDEX idempotency_age ON idempotency (at);

CREATE TABLE job (
    id BIGINT PRIMARY KEY,
    kind TEXT {c} NOT NULL,
    assembly BIGINT NOT NULL,
    payload TEXT NOT NULL,
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    leased_until BIGINT,
    done_at BIGINT,
    failed_at BIGINT,
    last_error TEXT
);
CREATE INDEX job_due ON job (run_at, id) WHERE done_at IS NULL AND failed_at IS NULL;
CREATE TABLE lease (name TEXT {c} PRIMARY KEY, holder BIGINT NOT NULL, until_at BIGINT NOT NULL);

CREATE TABLE policy (
    assembly BIGINT NOT NULL,
    kind TEXT {c} NOT NULL,
    version BIGINT NOT NULL,
    year BIGINT NOT NULL,
    body TEXT NOT NULL,
    reason TEXT NOT NULL,
    saved_by BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (assembly, kind, version)
);

CREATE TABLE calendar_day (
    assembly BIGINT NOT NULL,
    day TEXT {c} NOT NULL,
    kind TEXT {c} NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (assembly, day)
);

CREATE TABLE file (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT {c} NOT NULL,
    bytes BIGINT NOT NULL,
    sha256 TEXT {c} NOT NULL,
    module TEXT {c} NOT NULL,
    subject BIGINT NOT NULL,
    purpose TEXT {c} NOT NULL,
    uploaded_by BIGINT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX file_subject ON file (module, subject, id);

CREATE TABLE setting (name TEXT {c} PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE counter (assembly BIGINT NOT NULL, name TEXT {c} NOT NULL, value BIGINT NOT NULL, PRIMARY KEY (assembly, name));
