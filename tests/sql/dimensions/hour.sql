-- Of the local day, from 0 to 23.
SELECT o.*, CAST(MOD(CAST(FLOOR(o.local_ms / 3600000.0) AS BIGINT), 24) AS VARCHAR) AS dimension_key
FROM observed o
