CREATE TABLE room_post (
    room BIGINT NOT NULL,
    post TEXT {c} NOT NULL,
    place BIGINT NOT NULL,
    person BIGINT NOT NULL,
    rank_settled BIGINT NOT NULL,
    from_at BIGINT NOT NULL,
    until_at BIGINT,
    PRIMARY KEY (room, post, place)
);
INSERT INTO room_post (room, post, place, person, rank_settled, from_at)
SELECT id, 'convener', 1, convener, convener_rank_settled, created_at FROM room WHERE convener IS NOT NULL;
INSERT INTO room_post (room, post, place, person, rank_settled, from_at)
SELECT id, 'worker', 1, worker, 0, created_at FROM room WHERE worker IS NOT NULL;
INSERT INTO room_post (room, post, place, person, rank_settled, from_at)
SELECT id, 'approver', 1, approver, 0, created_at FROM room WHERE approver IS NOT NULL;
ALTER TABLE room ADD COLUMN plan BIGINT;
CREATE INDEX room_plan ON room (plan);
CREATE TABLE build_plan (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    title TEXT NOT NULL,
    year BIGINT NOT NULL,
    basis TEXT NOT NULL,
    target BIGINT NOT NULL,
    until_day TEXT {c} NOT NULL,
    created_by BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX build_plan_assembly ON build_plan (assembly, id);
CREATE TABLE plan_milestone (
    id BIGINT PRIMARY KEY,
    plan BIGINT NOT NULL,
    body TEXT NOT NULL,
    due TEXT {c} NOT NULL,
    done_on TEXT {c},
    words TEXT NOT NULL
);
CREATE INDEX plan_milestone_plan ON plan_milestone (plan, due, id);
