SELECT o.*, o.currency AS dimension_key FROM observed o
