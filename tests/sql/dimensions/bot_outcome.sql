SELECT o.*, o.outcome AS dimension_key FROM observed o
