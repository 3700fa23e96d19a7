-- How much somebody has added lately is asked with every attachment.
CREATE INDEX file_added ON file (uploaded_by, at, bytes);
