CREATE TABLE sign_in_failure (
    key {blob} PRIMARY KEY,
    failures BIGINT NOT NULL,
    since_at BIGINT NOT NULL,
    locked_until BIGINT NOT NULL
);
CREATE INDEX sign_in_failure_age ON sign_in_failure (since_at);
CREATE TABLE password_past (person BIGINT NOT NULL, at BIGINT NOT NULL, password TEXT NOT NULL, PRIMARY KEY (person, at));
CREATE TABLE one_time_link (
    digest {blob} PRIMARY KEY,
    purpose TEXT {c} NOT NULL,
    person BIGINT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX one_time_link_person ON one_time_link (person);
CREATE TABLE import_upload (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    kind TEXT {c} NOT NULL,
    table_json TEXT NOT NULL,
    uploaded_by BIGINT NOT NULL,
    uploaded_at BIGINT NOT NULL,
    done_at BIGINT
);
