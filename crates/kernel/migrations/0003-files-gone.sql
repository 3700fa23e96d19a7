-- What somebody has added and taken away again: it counts as added, or storage that is emptied by the hour could be filled by the minute.
CREATE TABLE file_gone (uploaded_by BIGINT NOT NULL, at BIGINT NOT NULL, bytes BIGINT NOT NULL);
CREATE INDEX file_gone_by ON file_gone (uploaded_by, at, bytes);
