SELECT o.*, o.flow AS dimension_key FROM observed o
