SELECT o.*, o.actor AS dimension_key FROM observed o
