SELECT o.*, o.kind AS dimension_key FROM observed o
