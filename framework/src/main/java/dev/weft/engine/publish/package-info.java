/** Publishing: encoding, retries until a message is stored, and the emissions of handlers. */
@NullMarked
package dev.weft.engine.publish;

import org.jspecify.annotations.NullMarked;
