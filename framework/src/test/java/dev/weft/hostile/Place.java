package dev.weft.hostile;

/** Where code of the user's is called. */
enum Place {
  HANDLER,
  MIDDLEWARE_BEFORE,
  MIDDLEWARE_AFTER,
  CODEC,
  KEY,
  OBSERVER
}
