CREATE TABLE uploaded_table (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    kind TEXT {c} NOT NULL,
    table_json TEXT NOT NULL,
    map_json TEXT NOT NULL,
    uploaded_by BIGINT NOT NULL,
    uploaded_at BIGINT NOT NULL,
    done_at BIGINT
);
CREATE INDEX uploaded_table_age ON uploaded_table (uploaded_at);
