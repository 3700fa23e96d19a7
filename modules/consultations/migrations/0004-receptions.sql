CREATE TABLE reception_day (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    room BIGINT NOT NULL,
    state TEXT {c} NOT NULL,
    on_day TEXT {c} NOT NULL,
    hours TEXT NOT NULL,
    seats BIGINT NOT NULL,
    words TEXT NOT NULL,
    created_by BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX reception_day_room ON reception_day (room, on_day, id);
CREATE INDEX reception_day_assembly ON reception_day (assembly, on_day, id);
CREATE TABLE reception_member (day BIGINT NOT NULL, person BIGINT NOT NULL, PRIMARY KEY (day, person));
CREATE TABLE reception_visit (
    id BIGINT PRIMARY KEY,
    day BIGINT NOT NULL,
    place BIGINT NOT NULL,
    code TEXT {c} NOT NULL UNIQUE,
    matter TEXT NOT NULL,
    name TEXT NOT NULL,
    telephone TEXT NOT NULL,
    booked BIGINT NOT NULL,
    came_at BIGINT,
    words TEXT NOT NULL,
    topic BIGINT,
    at BIGINT NOT NULL,
    UNIQUE (day, place)
);
CREATE INDEX reception_visit_day ON reception_visit (day, id);
