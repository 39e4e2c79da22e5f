-- From 1, Monday, to 7. 1970-01-01 was a Thursday.
SELECT o.*, CAST(MOD(CAST(FLOOR(o.local_ms / 86400000.0) AS BIGINT) + 3, 7) + 1 AS VARCHAR) AS dimension_key
FROM observed o
