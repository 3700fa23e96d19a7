CREATE TABLE room_body (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    kind TEXT {c} NOT NULL,
    name TEXT NOT NULL,
    place TEXT NOT NULL,
    room BIGINT,
    leader BIGINT,
    founded_on TEXT {c},
    ended_on TEXT {c},
    created_at BIGINT NOT NULL
);
CREATE INDEX room_body_assembly ON room_body (assembly, kind, id);
CREATE INDEX room_body_room ON room_body (room);
CREATE TABLE room_body_member (body BIGINT NOT NULL, person BIGINT NOT NULL, PRIMARY KEY (body, person));
CREATE TABLE working_rule (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    room BIGINT,
    title TEXT NOT NULL,
    version BIGINT NOT NULL,
    body TEXT NOT NULL,
    effective_on TEXT {c} NOT NULL,
    entered_by BIGINT NOT NULL,
    at BIGINT NOT NULL,
    UNIQUE (assembly, title, version)
);
CREATE INDEX working_rule_room ON working_rule (room, id);
