CREATE TABLE NAME_note (
    assembly BIGINT NOT NULL,
    id BIGINT NOT NULL,
    person BIGINT NOT NULL,
    text TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (assembly, id)
);
