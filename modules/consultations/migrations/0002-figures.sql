ALTER TABLE room ADD COLUMN check_due TEXT {c};
ALTER TABLE topic ADD COLUMN verdict TEXT {c};
ALTER TABLE topic ADD COLUMN shows_pictures BIGINT NOT NULL DEFAULT 0;
ALTER TABLE topic ADD COLUMN picture_words TEXT NOT NULL DEFAULT '';
UPDATE topic SET verdict = (SELECT g.value FROM topic_rating g WHERE g.topic = topic.id AND g.round = topic.round AND g.rater = 'raiser')
WHERE state IN ('rated', 'closed');
CREATE INDEX topic_verdict ON topic (room, verdict);
ALTER TABLE agreed_item ADD COLUMN scope TEXT NOT NULL DEFAULT '';
CREATE INDEX agreed_item_due ON agreed_item (progress, due);
CREATE TABLE topic_figure (
    id BIGINT PRIMARY KEY,
    topic BIGINT NOT NULL,
    label TEXT NOT NULL,
    measure TEXT {c} NOT NULL,
    number BIGINT,
    month TEXT {c},
    unit TEXT NOT NULL,
    entered_by BIGINT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX topic_figure_topic ON topic_figure (topic, id);
CREATE TABLE topic_coverage (
    id BIGINT PRIMARY KEY,
    topic BIGINT NOT NULL,
    on_day TEXT {c} NOT NULL,
    outlet TEXT NOT NULL,
    address TEXT NOT NULL,
    entered_by BIGINT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX topic_coverage_topic ON topic_coverage (topic, id);
