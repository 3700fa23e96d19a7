CREATE TABLE phone_code (
    place {blob} PRIMARY KEY,
    id BIGINT NOT NULL,
    code {blob} NOT NULL,
    masked TEXT NOT NULL,
    voice {blob},
    sealed TEXT,
    attempts BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX phone_code_expiry ON phone_code (expires_at);
CREATE TABLE phone_code_count (key {blob} PRIMARY KEY, codes BIGINT NOT NULL, since_at BIGINT NOT NULL);
CREATE INDEX phone_code_count_age ON phone_code_count (since_at);
