SELECT o.*, o.step AS dimension_key FROM observed o
